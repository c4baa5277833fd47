package dev.starling.quality;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Fits {@code starling-vmaf-fit}: a polynomial, by least squares, to a model's output at random points of the feature
 * space.
 *
 * <p>Features are drawn, not measured, so that no real picture is favoured and the reference pairs stay unseen. In
 * seven points of ten, fidelity rises from the fine scales to the coarse ones, as it does after every codec and scaler;
 * three in ten lie anywhere in the box. Most points are near transparency and have little motion, like real frames.
 */
final class VmafFit {

    static final int DEGREE = 4;

    /** Largest adm2, motion2 and VIF from fine to coarse; the smallest are 0. */
    private static final double[] MAXIMA = {1.2, 60, 1.3, 1.3, 1.3, 1.3};

    private static final int POINTS = 40_000;

    /** Scores further outside 0 to 100 are clipped anyway; fitting them would only cost accuracy inside. */
    private static final double MARGIN = 15;

    private VmafFit() {}

    /** The text of {@code starling-vmaf-fit.properties}. */
    static String fit(VmafModel official, long seed) {
        PolynomialRegressor basis = new PolynomialRegressor(ranges(), DEGREE, new double[210]);
        RandomGenerator random = new SplittableRandom(seed);
        List<double[]> rows = new ArrayList<>();
        List<Double> scores = new ArrayList<>();
        while (rows.size() < POINTS) {
            double[] features = point(random);
            double score = official.unclippedScore(features);
            if (score > -MARGIN && score < 100 + MARGIN) {
                rows.add(basis.terms(features));
                scores.add(score);
            }
        }
        return properties(leastSquares(rows, scores));
    }

    private static List<PolynomialRegressor.Range> ranges() {
        return Arrays.stream(MAXIMA)
                .mapToObj(max -> new PolynomialRegressor.Range(0, max))
                .toList();
    }

    /** A random point: adm2, motion2, VIF of scales 0 to 3. */
    static double[] point(RandomGenerator random) {
        double motion = switch (random.nextInt(10)) {
            case 0, 1, 2 -> random.nextDouble(2);
            case 3, 4, 5, 6, 7 -> random.nextDouble(25);
            default -> random.nextDouble(MAXIMA[1]);
        };
        if (random.nextInt(10) < 3) {
            double[] anywhere = new double[6];
            Arrays.setAll(anywhere, i -> random.nextDouble(MAXIMA[i]));
            anywhere[1] = motion;
            return anywhere;
        }
        double adm = 1.1 - towardsZero(random) * 1.0;
        double scale3 = 1.1 - towardsZero(random) * 1.08;
        double scale2 = scale3 * (1 - 0.35 * towardsZero(random));
        double scale1 = scale2 * (1 - 0.5 * towardsZero(random));
        double scale0 = scale1 * (1 - 0.95 * random.nextDouble());
        return new double[] {adm, motion, scale0, scale1, scale2, scale3};
    }

    private static double towardsZero(RandomGenerator random) {
        return Math.pow(random.nextDouble(), 1.5);
    }

    /** Solves the normal equations by Cholesky decomposition. */
    private static double[] leastSquares(List<double[]> rows, List<Double> scores) {
        int n = rows.getFirst().length;
        double[][] normal = new double[n][n];
        double[] right = new double[n];
        for (int row = 0; row < rows.size(); row++) {
            double[] terms = rows.get(row);
            for (int i = 0; i < n; i++) {
                right[i] += terms[i] * scores.get(row);
                for (int j = 0; j <= i; j++) {
                    normal[i][j] += terms[i] * terms[j];
                }
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = normal[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= normal[i][k] * normal[j][k];
                }
                normal[i][j] = i == j ? Math.sqrt(sum) : sum / normal[j][j];
            }
        }
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                right[i] -= normal[i][k] * right[k];
            }
            right[i] /= normal[i][i];
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int k = i + 1; k < n; k++) {
                right[i] -= normal[k][i] * right[k];
            }
            right[i] /= normal[i][i];
        }
        return right;
    }

    private static String properties(double[] coefficients) {
        StringBuilder text = new StringBuilder("""
                # Starling's VMAF model: a polynomial in six features, fitted to vmaf_v0.6.1.
                # Generated; docs/quality.md says how.
                """);
        text.append("degree=").append(DEGREE).append('\n');
        Iterator<PolynomialRegressor.Range> ranges = ranges().iterator();
        for (VmafFeatures.Name name : VmafFeatures.Name.values()) {
            PolynomialRegressor.Range range = ranges.next();
            text.append(name.libvmafName).append('=').append(range.min());
            text.append(' ').append(range.max()).append('\n');
        }
        text.append("coefficients=");
        for (double coefficient : coefficients) {
            text.append("\\\n  ").append((float) coefficient).append(' ');
        }
        return text.toString().stripTrailing() + "\n";
    }
}
