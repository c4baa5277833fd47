/**
 * The members that a clip gets: a search over picture sizes and rate factors that reaches each rung with few encodes.
 * Open {@link dev.starling.swarm.breed.hull.HullSearch} first.
 */
@NullMarked
package dev.starling.swarm.breed.hull;

import org.jspecify.annotations.NullMarked;
