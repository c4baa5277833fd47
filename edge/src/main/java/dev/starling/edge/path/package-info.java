/**
 * The kernel's {@code TCP_INFO} of client connections, which {@link dev.starling.swarm.steer.PathMonitor} turns into
 * throughput. Open {@link dev.starling.edge.path.Connection} first.
 */
@NullMarked
package dev.starling.edge.path;

import org.jspecify.annotations.NullMarked;
