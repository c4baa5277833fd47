/**
 * Bits: the descriptors u(n), ue(v), se(v) and te(v) of clauses 7.2 and 9.1 read and written, and the exception that
 * all faults of the input become. Open {@link dev.starling.h264.bits.BitReader} first;
 * {@link dev.starling.h264.bits.BitWriter} mirrors it.
 */
@NullMarked
package dev.starling.h264.bits;

import org.jspecify.annotations.NullMarked;
