package dev.starling.swarm.title;

import java.util.Collection;
import java.util.function.ToDoubleFunction;

/**
 * What pictures are worth beside the source's, at the display size. One picture's, or the mean over several.
 *
 * @param psnr peak signal-to-noise ratio of luma, in decibels
 * @param ssim structural similarity of luma and chroma, at most 1
 * @param vmaf video multimethod assessment fusion, 0–100, by the title's {@link Title#vmafModel() model}; the first
 *     picture of a clip counts as one without motion
 * @param vmafNeg the same without enhancement gain: what sharpening adds does not count
 */
public record Quality(double psnr, double ssim, double vmaf, double vmafNeg) {
    /** Of what has no pictures. */
    public static final Quality NONE = new Quality(0, 0, 0, 0);

    public Quality {
        if (!Double.isFinite(psnr)
                || !(Math.abs(ssim) <= 1)
                || !(vmaf >= 0 && vmaf <= 100)
                || !(vmafNeg >= 0 && vmafNeg <= 100)) {
            throw new IllegalArgumentException(
                    "Not a quality: PSNR " + psnr + ", SSIM " + ssim + ", VMAF " + vmaf + ", VMAF NEG " + vmafNeg);
        }
    }

    /**
     * The mean of each score.
     *
     * @throws IllegalArgumentException of nothing
     */
    public static Quality mean(Collection<Quality> qualities) {
        return new Quality(
                mean(qualities, Quality::psnr),
                mean(qualities, Quality::ssim),
                mean(qualities, Quality::vmaf),
                mean(qualities, Quality::vmafNeg));
    }

    private static double mean(Collection<Quality> qualities, ToDoubleFunction<Quality> score) {
        return qualities.stream()
                .mapToDouble(score)
                .average()
                .orElseThrow(() -> new IllegalArgumentException("The mean quality of nothing"));
    }

    /** Structural similarity in decibels: {@code −10·log10(1 − ssim)}, at most 60. */
    public double ssimDecibels() {
        return decibels(ssim);
    }

    /** A structural similarity in decibels, at most 60. */
    public static double decibels(double ssim) {
        return -10 * Math.log10(Math.max(1 - ssim, 1e-6));
    }
}
