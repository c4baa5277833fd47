/**
 * Reads files: probes, demuxes and decodes them into upright pictures of square pixels, and into AAC. Open
 * {@link dev.starling.media.decoding.VideoReader} first, then {@link dev.starling.media.decoding.AudioReader}. Both
 * read the packets first ({@code SourceScan}), which gives the clock that they share ({@code TimeMapper}), and then use
 * {@code Demuxer}, {@code StreamDecoder} and {@code FilterGraph}. Readers belong to one thread; the records are values.
 */
@NullMarked
package dev.starling.media.decoding;

import org.jspecify.annotations.NullMarked;
