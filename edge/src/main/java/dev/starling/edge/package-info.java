/**
 * The HTTP server: manifests, blended media, and sessions with the reasons for what they receive. Open
 * {@link dev.starling.edge.EdgeServer} first, then {@link dev.starling.edge.RouteTable} (the URLs) and
 * {@link dev.starling.edge.EdgeService} (the responses).
 */
@NullMarked
package dev.starling.edge;

import org.jspecify.annotations.NullMarked;
