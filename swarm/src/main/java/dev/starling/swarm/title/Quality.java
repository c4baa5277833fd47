package dev.starling.swarm.title;

import java.util.Collection;
import java.util.function.ToDoubleFunction;

/**
 * The quality of one picture, or the mean over several: compared with the source at the display size.
 *
 * @param psnr peak signal-to-noise ratio of luma, in dB
 * @param ssim structural similarity of luma and chroma, at most 1
 * @param vmaf video multimethod assessment fusion, 0–100, with the title's {@link Title#vmafModel() model}; the first
 *     picture of a clip counts as one without motion
 * @param vmafNeg VMAF without enhancement gain, which ignores what sharpening adds
 */
public record Quality(double psnr, double ssim, double vmaf, double vmafNeg) {
    /** For audio, which has no pictures. */
    public static final Quality NONE = new Quality(0, 0, 0, 0);

    public Quality {
        if (!Double.isFinite(psnr)
                || !(Math.abs(ssim) <= 1)
                || !(vmaf >= 0 && vmaf <= 100)
                || !(vmafNeg >= 0 && vmafNeg <= 100)) {
            throw new IllegalArgumentException(
                    "not a quality: PSNR " + psnr + ", SSIM " + ssim + ", VMAF " + vmaf + ", VMAF NEG " + vmafNeg);
        }
    }

    /**
     * The mean of each score.
     *
     * @throws IllegalArgumentException if there is none
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
                .orElseThrow(() -> new IllegalArgumentException("no quality to take the mean of"));
    }

    /** Structural similarity in decibels: {@code −10·log10(1 − ssim)}, at most 60. */
    public double ssimDecibels() {
        return decibels(ssim);
    }

    /** Converts a structural similarity to decibels, at most 60. */
    public static double decibels(double ssim) {
        return -10 * Math.log10(Math.max(1 - ssim, 1e-6));
    }
}
