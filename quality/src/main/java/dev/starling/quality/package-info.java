/**
 * Quality of a distorted video against its reference: PSNR, SSIM and VMAF on planar frames, on the JDK alone.
 *
 * <p>Open {@link QualityMeter} first: it takes pairs of {@link Frame}s and gives {@link FrameScores}. {@link Metric} says what
 * can be measured, {@link Score} what comes back, {@link Pooled} makes a few numbers of many. Each metric is one extractor
 * that says <em>what</em> is computed; <em>how</em>, row by row, is in {@link RowKernels}, which exists twice: plain to read,
 * vector to run.
 */
@NullMarked
package dev.starling.quality;

import org.jspecify.annotations.NullMarked;
