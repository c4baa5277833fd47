package dev.starling.quality;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Fits {@code starling-vmaf-fit}: a polynomial, by least squares, to a model's answers at random points of the feature
 * space.
 *
 * <p>Features are drawn, not measured, so that no real picture is favoured and the reference pairs stay unseen: seven
 * points in ten keep the order that every codec and scaler leaves (fidelity rises from the fine scales to the coarse
 * ones), three in ten lie anywhere in the box. Most are near transparency and near stillness, where real frames are.
 */
final class VmafFit {

    static final int DEGREE = 4;

    private static final double[] LOWEST = new double[6];

    /** Of adm2, motion2 and VIF from fine to coarse. */
    private static final double[] HIGHEST = {1.2, 60, 1.3, 1.3, 1.3, 1.3};

    private static final int POINTS = 40_000;

    /** Answers further outside 0 to 100 are clipped anyway, and would only cost accuracy inside. */
    private static final double MARGIN = 15;

    private VmafFit() {}

    /** The model file that ships, as text. */
    static String fit(VmafModel official, long seed) {
        PolynomialRegressor basis = new PolynomialRegressor(LOWEST, HIGHEST, DEGREE, new double[210]);
        RandomGenerator random = new SplittableRandom(seed);
        List<double[]> rows = new ArrayList<>();
        List<Double> answers = new ArrayList<>();
        while (rows.size() < POINTS) {
            double[] features = point(random);
            double answer = official.unclippedScore(features);
            if (answer > -MARGIN && answer < 100 + MARGIN) {
                rows.add(basis.terms(features));
                answers.add(answer);
            }
        }
        return json(leastSquares(rows, answers));
    }

    /** A point of the sample: adm2, motion2, VIF of scale 0 to 3. */
    static double[] point(RandomGenerator random) {
        double motion = switch (random.nextInt(10)) {
            case 0, 1, 2 -> random.nextDouble(2);
            case 3, 4, 5, 6, 7 -> random.nextDouble(25);
            default -> random.nextDouble(HIGHEST[1]);
        };
        if (random.nextInt(10) < 3) {
            double[] anywhere = new double[6];
            Arrays.setAll(anywhere, i -> random.nextDouble(HIGHEST[i]));
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

    /** Solves the normal equations by Cholesky's method. */
    private static double[] leastSquares(List<double[]> rows, List<Double> answers) {
        int n = rows.getFirst().length;
        double[][] normal = new double[n][n];
        double[] right = new double[n];
        for (int row = 0; row < rows.size(); row++) {
            double[] terms = rows.get(row);
            for (int i = 0; i < n; i++) {
                right[i] += terms[i] * answers.get(row);
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

    private static String json(double[] coefficients) {
        StringBuilder text = new StringBuilder("{\n  \"name\": \"starling-vmaf-fit\",\n");
        text.append("  \"fittedTo\": \"vmaf_v0.6.1\",\n  \"degree\": ").append(DEGREE);
        text.append(",\n  \"features\": [\n");
        VmafFeatures.Name[] names = VmafFeatures.Name.values();
        for (int i = 0; i < names.length; i++) {
            text.append("    {\"name\": \"").append(names[i].libvmafName);
            text.append("\", \"lowest\": ").append(LOWEST[i]);
            text.append(", \"highest\": ").append(HIGHEST[i]);
            text.append(i + 1 < names.length ? "},\n" : "}\n");
        }
        text.append("  ],\n  \"coefficients\": [\n");
        for (int i = 0; i < coefficients.length; i++) {
            text.append("    ").append((float) coefficients[i]);
            text.append(i + 1 < coefficients.length ? ",\n" : "\n");
        }
        return text.append("  ]\n}\n").toString();
    }
}
