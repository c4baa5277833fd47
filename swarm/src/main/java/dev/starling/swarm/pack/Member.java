package dev.starling.swarm.pack;

import dev.starling.swarm.cluster.ClusterId;

/**
 * The bitstream of one clip under one cluster's centroid profile. What it cost to make is no part of a package: it differs from run
 * to run, and the same title makes the same package.
 *
 * @param cluster whose it is
 * @param bytes of all its access units
 * @param psnr mean over the pictures of the luma peak signal-to-noise ratio at the display size, in decibels
 * @param ssim mean over the pictures of the structural similarity at the display size, at most 1
 */
public record Member(ClusterId cluster, long bytes, double psnr, double ssim) {
    /** Structural similarity in decibels: {@code −10·log10(1 − ssim)}, at most 60. */
    public double ssimDecibels() {
        return decibels(ssim);
    }

    /** Structural similarity in decibels, at most 60. */
    public static double decibels(double ssim) {
        return -10 * Math.log10(Math.max(1 - ssim, 1e-6));
    }
}
