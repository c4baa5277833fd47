/**
 * Genes: the encoding parameters that may be varied, with their bounds. Open
 * {@link dev.starling.swarm.breed.genome.Genome} first.
 */
@NullMarked
package dev.starling.swarm.breed.genome;

import org.jspecify.annotations.NullMarked;
