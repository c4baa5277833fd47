/**
 * The demo's title in real browsers' players: hls.js on the player page, dash.js on a bare one, in Debian's headless
 * Chromium. Open {@link dev.starling.app.browser.PlayingInChromiumTest} first; the browser itself is driven by
 * {@code web/browser/play.mjs}.
 */
@NullMarked
package dev.starling.app.browser;

import org.jspecify.annotations.NullMarked;
