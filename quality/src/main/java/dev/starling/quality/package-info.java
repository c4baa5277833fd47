/**
 * Quality of a distorted video against its reference: PSNR, SSIM and VMAF on planar frames, on the JDK alone.
 *
 * <p>Open {@link dev.starling.quality.QualityMeter} first: it takes pairs of {@link dev.starling.quality.PlanarFrame}s
 * and gives {@link dev.starling.quality.FrameScores}. {@link dev.starling.quality.Metric} says what can be measured,
 * {@link dev.starling.quality.Score} what comes back, {@link dev.starling.quality.Pooled} makes a few numbers of many,
 * and {@link dev.starling.quality.VmafModel} makes a score of VMAF's features: Netflix's from a file, or the one that
 * ships.
 *
 * <p>Inside, each metric is an extractor that says <em>what</em> is computed ({@code VifExtractor},
 * {@code AdmExtractor}, {@code MotionExtractor}, {@code SsimExtractor}, {@code PsnrExtractor}); <em>how</em>, row by
 * row, is in {@code Kernels}, which exist twice, plain to read and vector to run, with equal results.
 * {@code ColumnLayout} says how rows lie in memory, and why.
 *
 * <p>VMAF's features are computed in floats and agree with libvmaf's integer extractors, whose roundings are repeated
 * where they show; the places say so.
 */
@NullMarked
package dev.starling.quality;

import org.jspecify.annotations.NullMarked;
