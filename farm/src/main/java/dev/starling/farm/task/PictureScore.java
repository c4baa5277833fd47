package dev.starling.farm.task;

/**
 * What one picture of a member is worth, at the display size.
 *
 * @param psnr of luma, in decibels
 * @param ssim of luma and chroma by their numbers of samples, −1 to 1
 */
public record PictureScore(float psnr, float ssim) {}
