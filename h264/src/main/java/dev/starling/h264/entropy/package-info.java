/**
 * The two entropy coders of H.264, which know nothing about macroblocks and neighbours.
 *
 * <p>Open {@link dev.starling.h264.entropy.CabacDecoder} first, then {@link dev.starling.h264.entropy.CabacResidual}.
 * Their mirrors and the CAVLC counterpart ({@link dev.starling.h264.entropy.CavlcResidual}) are built the same way.
 * Each table of the standard has its own file, named after its contents and documented with its number.
 *
 * <p>A block of transform levels is sparse: parallel arrays of scan indices (increasing, counted from the first
 * coefficient that the block may have) and of levels (never 0).
 */
@NullMarked
package dev.starling.h264.entropy;

import org.jspecify.annotations.NullMarked;
