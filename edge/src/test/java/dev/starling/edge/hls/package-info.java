/**
 * Checks HLS as a client of Apple's would: it reads playlists and media over HTTP and knows nothing of the edge. Open
 * {@link dev.starling.edge.hls.AuthoringRules} first.
 */
@NullMarked
package dev.starling.edge.hls;

import org.jspecify.annotations.NullMarked;
