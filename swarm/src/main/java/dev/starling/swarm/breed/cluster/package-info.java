/**
 * Clustering elects the families that serve many clips; a classifier assigns new clips to them by content. Open
 * {@link dev.starling.swarm.breed.cluster.Clustering} first.
 */
@NullMarked
package dev.starling.swarm.breed.cluster;

import org.jspecify.annotations.NullMarked;
