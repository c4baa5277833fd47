/**
 * Quality of a distorted video against its reference: PSNR, SSIM and VMAF on planar frames, with the JDK alone.
 *
 * <p>Open {@link dev.starling.quality.QualityMeter} first: it takes pairs of {@link dev.starling.quality.PlanarFrame}s
 * and returns {@link dev.starling.quality.FrameScores}. {@link dev.starling.quality.Metric} lists what can be measured,
 * {@link dev.starling.quality.Score} is a frame's result, {@link dev.starling.quality.Pooled} summarises the scores of
 * many frames, and {@link dev.starling.quality.VmafModel} turns VMAF's features into a score: one of Netflix's models,
 * or the one that comes with Starling.
 *
 * <p>To score only some frames of a video, cheaply: {@link dev.starling.quality.MotionMeter} measures the motion of the
 * reference, {@link dev.starling.quality.GlanceMeter} compares all frames superficially, and
 * {@link dev.starling.quality.PictureMeter} scores single ones.
 *
 * <p>Each metric is an extractor that defines <em>what</em> is computed ({@code VifExtractor}, {@code AdmExtractor},
 * {@code MotionExtractor}, {@code SsimExtractor}, {@code PsnrExtractor}); <em>how</em>, row by row, is in
 * {@code Kernels}. They exist twice, plain to read and vector to run, with equal results. {@code ColumnLayout} explains
 * how rows lie in memory, and why.
 *
 * <p>VMAF's features are computed in floats and agree with libvmaf's integer extractors. Where libvmaf's rounding shows
 * in the scores, it is repeated, with a comment.
 */
@NullMarked
package dev.starling.quality;

import org.jspecify.annotations.NullMarked;
