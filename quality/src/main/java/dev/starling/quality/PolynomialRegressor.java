package dev.starling.quality;

import java.util.ArrayList;
import java.util.List;

/**
 * A polynomial in all features up to a total degree, in products of Chebyshev polynomials. Each feature is first mapped
 * from its range to −1 to 1 and clamped: outside the range of the fit, the score is that of the nearest edge.
 */
final class PolynomialRegressor implements Regressor {

    private final List<Range> ranges;
    private final int degree;
    private final int[][] exponents;
    private final double[] coefficients;

    /** The values of a feature on which a polynomial was fitted. */
    record Range(double min, double max) {}

    /**
     * A polynomial.
     *
     * @param ranges one for each feature
     * @param degree highest sum of a term's exponents
     * @param coefficients one for each term, in the order of {@link #terms}
     */
    PolynomialRegressor(List<Range> ranges, int degree, double[] coefficients) {
        this.ranges = List.copyOf(ranges);
        this.degree = degree;
        this.exponents = exponents(ranges.size(), degree);
        this.coefficients = coefficients.clone();
        if (coefficients.length != exponents.length) {
            throw new IllegalArgumentException("a polynomial of degree " + degree + " in " + ranges.size()
                    + " features has " + exponents.length + " coefficients, not " + coefficients.length);
        }
    }

    @Override
    public double predict(double[] features) {
        double sum = 0;
        double[] terms = terms(features);
        for (int term = 0; term < terms.length; term++) {
            sum += coefficients[term] * terms[term];
        }
        return sum;
    }

    /** The value of each term, before its coefficient. */
    double[] terms(double[] features) {
        double[][] chebyshev = new double[features.length][degree + 1];
        for (int feature = 0; feature < features.length; feature++) {
            Range range = ranges.get(feature);
            double clamped = Math.clamp(features[feature], range.min, range.max);
            double x = 2 * (clamped - range.min) / (range.max - range.min) - 1;
            double[] values = chebyshev[feature];
            values[0] = 1;
            values[1] = x;
            for (int n = 2; n <= degree; n++) {
                values[n] = 2 * x * values[n - 1] - values[n - 2];
            }
        }
        double[] terms = new double[exponents.length];
        for (int term = 0; term < terms.length; term++) {
            double product = 1;
            for (int feature = 0; feature < features.length; feature++) {
                product *= chebyshev[feature][exponents[term][feature]];
            }
            terms[term] = product;
        }
        return terms;
    }

    /** The exponents of all terms, in ascending order; the last feature's exponent varies fastest. */
    private static int[][] exponents(int features, int degree) {
        List<int[]> terms = new ArrayList<>();
        addExponents(new int[features], 0, degree, terms);
        return terms.toArray(int[][]::new);
    }

    private static void addExponents(int[] exponents, int feature, int left, List<int[]> terms) {
        if (feature == exponents.length) {
            terms.add(exponents.clone());
            return;
        }
        for (int exponent = 0; exponent <= left; exponent++) {
            exponents[feature] = exponent;
            addExponents(exponents, feature + 1, left - exponent, terms);
        }
        exponents[feature] = 0;
    }
}
