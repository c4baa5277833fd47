/**
 * Reads and writes the descriptors u(n), ue(v), se(v) and te(v) of 7.2 and 9.1, and defines the exception for all
 * faults in the input.
 *
 * <p>Open {@link dev.starling.h264.bits.BitReader} first; {@link dev.starling.h264.bits.BitWriter} mirrors it.
 */
@NullMarked
package dev.starling.h264.bits;

import org.jspecify.annotations.NullMarked;
