package dev.starling.swarm.breed.evolve;

import dev.starling.swarm.curve.RateQualityPoint;

/**
 * One measured encoding of a clip.
 *
 * @param bitsPerSecond above 0
 * @param vmafNeg mean over the pictures of VMAF without enhancement gain, 0–100
 * @param ssimDecibels structural similarity, {@code −10·log10(1 − ssim)}, of the mean over the pictures
 * @param cpuSeconds the processor time of the encode, above 0
 * @param paceSeconds that of a fixed small encode of the same pictures right before, on the same processor: how fast
 *     the machine was just then, above 0
 */
public record Encoding(
        double bitsPerSecond, double vmafNeg, double ssimDecibels, double cpuSeconds, double paceSeconds) {
    /**
     * What one decibel of SSIM counts for: over the qualities that are streamed, both grow by as much with a doubling
     * of the bits.
     */
    private static final double VMAF_A_DECIBEL = 5;
    /** VMAF is the target; SSIM keeps what evolves from exploiting VMAF's own blind spots. */
    private static final double SSIM_SHARE = 0.25;

    /** Both targets in one number, in points of VMAF. */
    public double quality() {
        return (1 - SSIM_SHARE) * vmafNeg + SSIM_SHARE * VMAF_A_DECIBEL * ssimDecibels;
    }

    RateQualityPoint combined() {
        return new RateQualityPoint(bitsPerSecond, quality());
    }
}
