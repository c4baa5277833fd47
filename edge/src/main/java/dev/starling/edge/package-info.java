/**
 * The HTTP server: manifests, blended media, sessions and their explanation. Open {@link dev.starling.edge.EdgeServer}
 * first, then {@link dev.starling.edge.Route} (what can be asked for) and {@link dev.starling.edge.EdgeService} (what
 * is answered).
 */
@NullMarked
package dev.starling.edge;

import org.jspecify.annotations.NullMarked;
