package dev.starling.swarm.breed.evolve;

import dev.starling.swarm.curve.RateQualityPoint;

/**
 * One measured encoding of a clip.
 *
 * @param bitsPerSecond above 0
 * @param vmafNeg mean over the pictures of VMAF without enhancement gain, 0–100
 * @param ssimDecibels the mean structural similarity over the pictures in decibels, {@code −10·log10(1 − ssim)}
 * @param time what the encode took
 */
public record Encoding(double bitsPerSecond, double vmafNeg, double ssimDecibels, ProcessorTime time) {
    /**
     * The weight of one decibel of SSIM: over the qualities that are streamed, VMAF and SSIM then grow equally with a
     * doubling of the bits.
     */
    private static final double VMAF_PER_DECIBEL = 5;
    /** VMAF is the target; SSIM keeps evolution from exploiting VMAF's blind spots. */
    private static final double SSIM_SHARE = 0.25;

    /**
     * The processor time of an encode.
     *
     * @param cpuSeconds the encode itself, above 0
     * @param paceSeconds a fixed small encode of the same pictures just before on the same processor, above 0: it
     *     measures how fast the machine was
     */
    public record ProcessorTime(double cpuSeconds, double paceSeconds) {}

    /** Both targets as one number, in points of VMAF. */
    public double quality() {
        return (1 - SSIM_SHARE) * vmafNeg + SSIM_SHARE * VMAF_PER_DECIBEL * ssimDecibels;
    }

    RateQualityPoint combined() {
        return new RateQualityPoint(bitsPerSecond, quality());
    }
}
