/**
 * FFmpeg 8 and libx264, in-process: files in, pictures and sound out; pictures in, members out. The only package that
 * knows of {@code org.bytedeco}, none of whose types it shows. Pictures cross its border as native memory
 * ({@link dev.starling.media.Plane}), compressed data as {@link dev.starling.media.Bytes}, times in 1/90000 s.
 *
 * <p>Open first: {@link dev.starling.media.ClipReader} (a file becomes clips), then
 * {@link dev.starling.media.PictureTypes} (one structure a clip), then {@link dev.starling.media.ClipEncoder} (a
 * member), then {@link dev.starling.media.MemberDecoder} (and back). {@link dev.starling.media.Probe} is what the file
 * says about itself.
 *
 * <p>Every native handle here has one owner, one thread and one {@code close()}. Only {@link dev.starling.media.Frame}
 * and {@link dev.starling.media.SourceClip} may be read by many threads while their owner keeps them open.
 */
@NullMarked
package dev.starling.media;

import org.jspecify.annotations.NullMarked;
