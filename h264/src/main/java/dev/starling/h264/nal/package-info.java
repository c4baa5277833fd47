/**
 * NAL units (7.3.1) and the two framings that carry them: byte streams (Annex B) and length prefixes (ISO/IEC 14496-15,
 * in MP4 files). What a framing leaves free, such as the number of zero bytes before a start code, is kept, so that
 * writing gives back the bytes that were read. Open {@link dev.starling.h264.nal.NalUnit} first.
 */
@NullMarked
package dev.starling.h264.nal;

import org.jspecify.annotations.NullMarked;
