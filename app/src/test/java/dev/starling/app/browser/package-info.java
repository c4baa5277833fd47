/**
 * Plays titles in a real browser, Debian's headless Chromium: with hls.js on the player page, and with dash.js and
 * Shaka on a page of their own. Open {@link dev.starling.app.browser.PlayingInChromiumTest} first;
 * {@code web/browser/play.mjs} drives the browser.
 */
@NullMarked
package dev.starling.app.browser;

import org.jspecify.annotations.NullMarked;
