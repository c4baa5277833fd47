/**
 * Reads files: probing, demuxing, decoding, upright pictures of square pixels, AAC. Open
 * {@link dev.starling.media.decoding.VideoReader} first.
 */
@NullMarked
package dev.starling.media.decoding;

import org.jspecify.annotations.NullMarked;
