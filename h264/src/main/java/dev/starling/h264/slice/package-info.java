/**
 * Slice data (7.3.4 and 7.3.5): macroblocks in one mutable, reusable workspace, read from and written to CAVLC or
 * CABAC.
 *
 * <p>Transform levels are kept sparse, as the entropy coders produce them: a block is its number of non-zero levels,
 * and two parallel arrays hold, in increasing scan order, {@code byte[] scanIndex} (0…15, 0…14 for AC blocks, 0…63 for
 * 8x8 blocks; counted from the first coefficient that the block may hold) and {@code int[] level} (never 0). The
 * residual block coders of {@code dev.starling.h264.entropy} append to and read from such arrays at an offset:
 * {@code int read(…, byte[] scanIndex, int[] level, int at)} returns the number of levels appended, 0 to the block's
 * maxNumCoeff; {@code void write(…, byte[] scanIndex, int[] level, int at, int count)}.
 */
@NullMarked
package dev.starling.h264.slice;

import org.jspecify.annotations.NullMarked;
