/**
 * Clustering of evolved families, and the classifier that assigns new clips to clusters by their content. Open
 * {@link dev.starling.swarm.breed.cluster.Clustering} first.
 */
@NullMarked
package dev.starling.swarm.breed.cluster;

import org.jspecify.annotations.NullMarked;
