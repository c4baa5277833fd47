/**
 * Encoding profiles evolve by mutation toward the best quality for the bits. Open
 * {@link dev.starling.swarm.breed.evolve.Evolution} first.
 */
@NullMarked
package dev.starling.swarm.breed.evolve;

import org.jspecify.annotations.NullMarked;
