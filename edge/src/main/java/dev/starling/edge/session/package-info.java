/**
 * Sessions, one per viewer: what the edge knows about the client and its path, and what was sent and why. Open
 * {@link dev.starling.edge.session.Session} first.
 */
@NullMarked
package dev.starling.edge.session;

import org.jspecify.annotations.NullMarked;
