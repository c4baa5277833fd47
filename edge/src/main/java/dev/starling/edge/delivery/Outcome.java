package dev.starling.edge.delivery;

/**
 * What a blend plan delivers.
 *
 * @param bytes of its access units
 * @param bitsPerSecond of them over the clip's duration
 * @param psnr mean over the pictures, as the members that supply them were measured, in decibels
 * @param ssim likewise
 */
public record Outcome(long bytes, double bitsPerSecond, double psnr, double ssim) {}
