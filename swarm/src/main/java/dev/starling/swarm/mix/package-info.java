/**
 * The mixing matrix: what is known of a client ({@link dev.starling.swarm.mix.CapabilityVector}) and of its path
 * ({@link dev.starling.swarm.mix.NetworkState}) weighs the clusters. Open {@link dev.starling.swarm.mix.MixingMatrix}
 * first.
 */
@NullMarked
package dev.starling.swarm.mix;

import org.jspecify.annotations.NullMarked;
