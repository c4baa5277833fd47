/**
 * Clusters of encoding profiles and the soft assignment of clips to them. Open
 * {@link dev.starling.swarm.cluster.SoftAssignment} first.
 */
@NullMarked
package dev.starling.swarm.cluster;

import org.jspecify.annotations.NullMarked;
