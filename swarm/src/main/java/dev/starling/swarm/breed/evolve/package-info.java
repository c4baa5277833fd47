/**
 * Families evolve by mutation towards the best quality per bit. Open {@link dev.starling.swarm.breed.evolve.Evolution}
 * first.
 */
@NullMarked
package dev.starling.swarm.breed.evolve;

import org.jspecify.annotations.NullMarked;
