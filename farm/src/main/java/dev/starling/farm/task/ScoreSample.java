package dev.starling.farm.task;

import dev.starling.quality.GlanceMeter.Glance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Chooses which pictures of a stretch of a clip are scored, so that they stand for the others. A cheap glance at every
 * picture predicts its VMAF but for a constant. The pictures are divided into groups of nearly equal predictions; from
 * each group the picture next to the group's mean is scored, and the others differ from it by what was predicted.
 */
final class ScoreSample {
    /** Pictures from which one group, at least, is taken; they are in memory together. */
    static final int MAX_STRETCH = 12;

    private static final double USUAL_TOLERANCE = 0.9;
    private static final double USUAL_PICTURES = 60;
    private static final double MIN_TOLERANCE = 0.5;
    private static final double MAX_TOLERANCE = 1.6;

    /**
     * The prediction is {@code Σ cᵢ·fᵢ} with f = PSNR, detail, detail², PSNR·detail, PSNR². Fitted by least squares to
     * the differences between the pictures of a member, over 96 members of 16 clips (docs/results/sampled-scoring.md).
     */
    private static final double[] COEFFICIENTS = {3.062, -877.2, 692.7, -0.2812, -0.02208};

    private ScoreSample() {}

    /** The predicted VMAF of a picture, up to a constant that all pictures of a member share. */
    static double prediction(Glance glance) {
        double psnr = glance.psnr();
        double detail = glance.detail();
        return COEFFICIENTS[0] * psnr
                + COEFFICIENTS[1] * detail
                + COEFFICIENTS[2] * detail * detail
                + COEFFICIENTS[3] * psnr * detail
                + COEFFICIENTS[4] * psnr * psnr;
    }

    /**
     * The root mean square of the predictions' distances from their group's mean that is tolerated in a clip, in VMAF.
     * The errors of more groups cancel better, so a longer clip gets no more of them than it needs.
     */
    static double tolerance(int pictures) {
        return Math.clamp(USUAL_TOLERANCE * Math.sqrt(pictures / USUAL_PICTURES), MIN_TOLERANCE, MAX_TOLERANCE);
    }

    /** Where the stretches of a clip end: each has at most {@link #MAX_STRETCH} pictures, all nearly equally many. */
    static List<Integer> stretchEnds(int pictures) {
        int stretches = (pictures + MAX_STRETCH - 1) / MAX_STRETCH;
        return IntStream.rangeClosed(1, stretches)
                .mapToObj(i -> (int) Math.round((double) i * pictures / stretches))
                .toList();
    }

    /**
     * For each picture of a stretch, the number in it of the picture that is scored in its place.
     *
     * @param predictions of the pictures, in display order; at least one
     * @param tolerance of the clip
     */
    static List<Integer> standIns(List<Double> predictions, double tolerance) {
        List<Integer> byPrediction = IntStream.range(0, predictions.size())
                .boxed()
                .sorted(Comparator.comparing(predictions::get))
                .toList();
        double[] sorted = byPrediction.stream().mapToDouble(predictions::get).toArray();
        List<Integer> standIns = new ArrayList<>(Collections.nCopies(sorted.length, 0));
        int from = 0;
        for (int until : groupEnds(sorted, tolerance)) {
            List<Integer> group = byPrediction.subList(from, until);
            int standIn = standIn(group, predictions);
            group.forEach(picture -> standIns.set(picture, standIn));
            from = until;
        }
        return standIns;
    }

    /** The picture next to the group's mean; of equal ones, that in the middle of the stretch. */
    private static int standIn(List<Integer> group, List<Double> predictions) {
        double mean = group.stream().mapToDouble(predictions::get).average().orElseThrow();
        double middle = (predictions.size() - 1) / 2.0;
        return group.stream()
                .min(Comparator.comparingDouble(
                        picture -> Math.abs(predictions.get(picture) - mean) + 0.01 * Math.abs(picture - middle)))
                .orElseThrow();
    }

    /**
     * Divides sorted values into as few groups as meet the tolerance, with the least squared distances from the means.
     */
    private static List<Integer> groupEnds(double[] sorted, double tolerance) {
        int count = sorted.length;
        double tolerated = tolerance * tolerance * count;
        // error[k][n]: the least sum of squares with the first n values in k groups; start: of the last of these
        // groups.
        double[][] error = new double[count + 1][count + 1];
        int[][] start = new int[count + 1][count + 1];
        for (double[] row : error) {
            Arrays.fill(row, Double.POSITIVE_INFINITY);
        }
        error[0][0] = 0;
        for (int groups = 1; ; groups++) {
            for (int until = groups; until <= count; until++) {
                for (int from = groups - 1; from < until; from++) {
                    double sum = error[groups - 1][from] + squares(sorted, from, until);
                    if (sum < error[groups][until]) {
                        error[groups][until] = sum;
                        start[groups][until] = from;
                    }
                }
            }
            if (error[groups][count] <= tolerated || groups == count) {
                List<Integer> ends = new ArrayList<>();
                int until = count;
                for (int group = groups; group > 0; group--) {
                    ends.addFirst(until);
                    until = start[group][until];
                }
                return ends;
            }
        }
    }

    /** The sum of the squared distances from the mean. */
    private static double squares(double[] values, int from, int until) {
        double sum = 0;
        for (int i = from; i < until; i++) {
            sum += values[i];
        }
        double mean = sum / (until - from);
        double squares = 0;
        for (int i = from; i < until; i++) {
            squares += (values[i] - mean) * (values[i] - mean);
        }
        return squares;
    }
}
