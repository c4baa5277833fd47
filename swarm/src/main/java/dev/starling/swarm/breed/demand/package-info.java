/**
 * What viewers' paths and screens ask for, so that profiles are bred and elected for it. Open
 * {@link dev.starling.swarm.breed.demand.Demand} first.
 */
@NullMarked
package dev.starling.swarm.breed.demand;

import org.jspecify.annotations.NullMarked;
