/**
 * The demo's sample title: starlings over a lake at sunset, computed from a seed, so that there is something to play
 * that is nobody's and looks like video: texture, motion at several depths, water, mist, grain, two cuts, a soundtrack.
 *
 * <p>Open {@link dev.starling.app.demo.Demo} first, then {@code SampleTitle} and its three shots in {@code Scenery}. A
 * {@code Shot} paints a {@code Canvas} in linear light from {@code Sky}, {@code Land}, {@code Lake}, {@code Reeds} and
 * a {@code Flock}; {@code Film} turns it into samples.
 */
@NullMarked
package dev.starling.app.demo;

import org.jspecify.annotations.NullMarked;
