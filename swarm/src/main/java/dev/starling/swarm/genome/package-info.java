/**
 * What evolves: {@link dev.starling.swarm.genome.Genome} declares every gene with its type, bounds, usual value and
 * meaning; a {@link dev.starling.swarm.genome.Genotype} is a value for each of them and becomes a
 * {@link dev.starling.swarm.profile.Profile}. Open {@code Genome} first.
 */
@NullMarked
package dev.starling.swarm.genome;

import org.jspecify.annotations.NullMarked;
