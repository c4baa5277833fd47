/**
 * The HTTP server: manifests, blended media, sessions and why they receive what they do. Open
 * {@link dev.starling.edge.EdgeServer} first, then {@link dev.starling.edge.RouteTable} (the URLs) and
 * {@link dev.starling.edge.EdgeService} (the responses).
 */
@NullMarked
package dev.starling.edge;

import org.jspecify.annotations.NullMarked;
