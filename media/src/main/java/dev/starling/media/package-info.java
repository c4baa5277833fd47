/**
 * FFmpeg and its encoders in-process: files in, pictures and sound out; pictures in, encoded clips out. Four rooms,
 * each of which uses only those before it:
 *
 * <ol>
 *   <li>{@link dev.starling.media.decoding}: a file becomes pictures and sound ({@code VideoReader},
 *       {@code AudioReader}; {@code Probe} only describes it).
 *   <li>{@link dev.starling.media.clip}: the pictures become clips ({@code ClipReader}).
 *   <li>{@link dev.starling.media.analysis}: a clip is measured before it is encoded ({@code ContentAnalysis}).
 *   <li>{@link dev.starling.media.encoding}: a clip gets its picture types ({@code PictureTypeDecider}), is encoded
 *       ({@code ClipEncoder}) and decoded again ({@code MemberDecoder}).
 * </ol>
 *
 * <p>Pictures leave this module as native memory ({@link dev.starling.libav.Plane}), compressed data as
 * {@link dev.starling.media.Bytes}; FFmpeg's types stay inside. Times and durations are in 1/90000 s.
 *
 * <p>Every object with a {@code close()} has one owner and belongs to one thread, which closes it. Two exceptions: any
 * number of threads may read a {@link dev.starling.libav.Frame} or a {@link dev.starling.media.clip.SourceClip} while
 * its owner keeps it open.
 */
@NullMarked
package dev.starling.media;

import org.jspecify.annotations.NullMarked;
