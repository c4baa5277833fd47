/**
 * Genes: the encoding parameters that mutation may change, with their bounds. Open
 * {@link dev.starling.swarm.breed.genome.Genome} first.
 */
@NullMarked
package dev.starling.swarm.breed.genome;

import org.jspecify.annotations.NullMarked;
