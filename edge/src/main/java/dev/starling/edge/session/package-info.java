/**
 * One session a viewer: what is known of the client and its path, and what was sent and why. Open
 * {@link dev.starling.edge.session.Session} first.
 */
@NullMarked
package dev.starling.edge.session;

import org.jspecify.annotations.NullMarked;
