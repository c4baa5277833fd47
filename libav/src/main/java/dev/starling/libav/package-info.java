/**
 * Owners of FFmpeg's native objects: {@link dev.starling.libav.Frame} (open it first),
 * {@link dev.starling.libav.Scaler}, {@link dev.starling.libav.NativeEncoder} and its log,
 * {@link dev.starling.libav.NativeLog}. {@link dev.starling.libav.Natives} loads the libraries.
 *
 * <p>FFmpeg's types ({@code org.bytedeco}) appear only in the modules libav, media and film, and in the signatures of
 * libav alone. The other modules see pictures as native memory ({@link dev.starling.libav.Plane}).
 *
 * <p>Every native handle has one owner, one thread and one {@code close()}. Exception: any number of threads may read a
 * {@link dev.starling.libav.Frame} while it is open. Times and durations are in 1/90000 s
 * ({@link dev.starling.libav.Natives#TICKS_PER_SECOND}).
 */
@NullMarked
package dev.starling.libav;

import org.jspecify.annotations.NullMarked;
