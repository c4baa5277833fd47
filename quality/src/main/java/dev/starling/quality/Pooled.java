package dev.starling.quality;

import java.util.Arrays;

/**
 * Statistics of a sequence of per-frame scores.
 *
 * @param frames number of scores, at least 1
 * @param mean arithmetic mean
 * @param harmonicMean libvmaf's {@code n / Σ 1/(score + 1) − 1}, which is defined for a score of 0
 * @param p5 fifth percentile, see {@link #percentile}
 * @param min lowest score
 */
public record Pooled(int frames, double mean, double harmonicMean, double p5, double min) {

    /**
     * Pools scores, all above −1: those of PSNR and VMAF are at least 0, those of SSIM may be negative.
     *
     * @throws IllegalArgumentException if there is no score
     */
    public static Pooled of(double[] scores) {
        if (scores.length == 0) {
            throw new IllegalArgumentException("no frames to pool");
        }
        double sum = 0;
        double reciprocalSum = 0;
        double min = Double.POSITIVE_INFINITY;
        for (double score : scores) {
            sum += score;
            reciprocalSum += 1 / (score + 1);
            min = Math.min(min, score);
        }
        double n = scores.length;
        return new Pooled(scores.length, sum / n, n / reciprocalSum - 1, percentile(scores, 5), min);
    }

    /**
     * The value below which {@code percent} of the scores lie, interpolated linearly between the two nearest ranks (the
     * default of NumPy's {@code percentile}).
     *
     * @param percent 0 (the lowest score) to 100 (the highest)
     */
    public static double percentile(double[] scores, double percent) {
        if (scores.length == 0 || !(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException("percentile " + percent + " of " + scores.length + " scores");
        }
        double[] ascending = scores.clone();
        Arrays.sort(ascending);
        double rank = percent / 100 * (ascending.length - 1);
        int below = (int) rank;
        int above = Math.min(below + 1, ascending.length - 1);
        return ascending[below] + (rank - below) * (ascending[above] - ascending[below]);
    }
}
