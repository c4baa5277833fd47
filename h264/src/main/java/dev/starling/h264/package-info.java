/**
 * The H.264 bitstream engine (ITU-T H.264, ISO/IEC 14496-10). It reads streams down to the transform levels and writes
 * them back bit for bit, without decoding pixels.
 *
 * <p>Open {@link dev.starling.h264.Identity} first: it reads and writes all supported syntax. The packages, from the
 * outside in: {@code edit} changes coded video; {@code nal} splits a stream into NAL units and joins them;
 * {@code syntax} has parameter sets and slice headers; {@code slice} has slice data, macroblock by macroblock;
 * {@code motion} derives motion; {@code transform} requantises transform levels; {@code entropy} has the two entropy
 * coders; {@code bits} reads and writes bits.
 */
@NullMarked
package dev.starling.h264;

import org.jspecify.annotations.NullMarked;
