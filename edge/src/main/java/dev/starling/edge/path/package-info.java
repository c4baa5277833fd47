/**
 * What the edge measures of the path to a client: the kernel's {@code TCP_INFO}, and throughput from bytes acknowledged
 * over time. Open {@link dev.starling.swarm.steer.PathMonitor} first.
 */
@NullMarked
package dev.starling.edge.path;

import org.jspecify.annotations.NullMarked;
