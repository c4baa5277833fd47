/**
 * Slice data (7.3.4 and 7.3.5): macroblocks in a mutable, reusable workspace, with readers and writers for CAVLC and
 * CABAC.
 *
 * <p>Transform levels are stored sparsely, as the entropy coders produce them. A block has a number of non-zero levels,
 * which lie in two parallel arrays: {@code byte[] scanIndex} (increasing; 0…15, 0…14 for AC blocks, 0…63 for 8x8
 * blocks; counted from the first coefficient that the block may have) and {@code int[] level} (never 0). The residual
 * block coders of {@code dev.starling.h264.entropy} read and write such arrays at an offset: {@code int read(…, byte[]
 * scanIndex, int[] level, int at)} returns the number of levels appended, 0 to the block's maxNumCoeff; {@code void
 * write(…, byte[] scanIndex, int[] level, int at, int count)}.
 *
 * <p>Open {@link dev.starling.h264.slice.SliceData} first, then {@link dev.starling.h264.slice.SliceReader}.
 */
@NullMarked
package dev.starling.h264.slice;

import org.jspecify.annotations.NullMarked;
