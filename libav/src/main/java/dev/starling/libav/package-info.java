/**
 * Owners of FFmpeg's native objects: frames, encoders, filters, its log. Each handle has one owner, one thread and one
 * {@code close()}. Open {@link dev.starling.libav.Frame} first.
 */
@NullMarked
package dev.starling.libav;

import org.jspecify.annotations.NullMarked;
