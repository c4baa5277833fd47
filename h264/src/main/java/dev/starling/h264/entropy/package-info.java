/**
 * The two entropy coders of H.264 and the mathematics of transform levels, without knowledge of macroblocks or
 * neighbours.
 *
 * <p>Open {@link dev.starling.h264.entropy.CabacDecoder} first, then {@link dev.starling.h264.entropy.CabacResidual};
 * their mirrors and the CAVLC twins ({@link dev.starling.h264.entropy.CavlcResidual}) have the same shape. Every table
 * of the standard is a file of its own, named after what it holds and documented with its number.
 *
 * <p>A block of transform levels is sparse: parallel arrays of scan indices (increasing, counted from the first
 * coefficient the block may hold) and of levels (never 0).
 */
@NullMarked
package dev.starling.h264.entropy;

import org.jspecify.annotations.NullMarked;
