/**
 * NAL units (7.3.1) and their two framings: byte streams (Annex B) and length prefixes (ISO/IEC 14496-15, in MP4
 * files). Details that a framing leaves free, such as the number of zero bytes before a start code, are kept, so
 * writing restores the exact bytes.
 *
 * <p>Open {@link dev.starling.h264.nal.NalUnit} first.
 */
@NullMarked
package dev.starling.h264.nal;

import org.jspecify.annotations.NullMarked;
