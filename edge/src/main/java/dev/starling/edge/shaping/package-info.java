/**
 * The path lab: an artificial path between the edge and one session, so that a viewer on a fast path sees what the edge
 * does on a slow one. Open {@link dev.starling.edge.shaping.PathShape} first (what can be asked for), then
 * {@link dev.starling.edge.shaping.ShapedPath} (the link) and {@link dev.starling.edge.shaping.ShapedResponse} (a
 * response that it carries).
 */
@NullMarked
package dev.starling.edge.shaping;

import org.jspecify.annotations.NullMarked;
