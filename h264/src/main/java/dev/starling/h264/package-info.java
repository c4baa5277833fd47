/**
 * The H.264 bitstream engine (ITU-T H.264, ISO/IEC 14496-10): streams read down to the transform levels and written
 * back bit for bit, without decoding pixels.
 *
 * <p>Open {@link dev.starling.h264.Identity} first: it reads and writes everything that can be read. Packages, from the
 * outside in: {@code nal} splits a stream into NAL units and joins them again; {@code syntax} holds parameter sets and
 * slice headers as values; {@code slice} holds slice data, macroblock by macroblock; {@code entropy} holds the two
 * entropy coders; {@code bits} holds bits.
 */
@NullMarked
package dev.starling.h264;

import org.jspecify.annotations.NullMarked;
