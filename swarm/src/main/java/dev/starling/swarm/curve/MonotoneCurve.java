package dev.starling.swarm.curve;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A rising function through points: cubic Hermite pieces whose slopes prevent overshoot (F. N. Fritsch and R. E.
 * Carlson, Monotone Piecewise Cubic Interpolation, 1980; the slopes are those of Fritsch and Butland, 1984), and
 * straight lines beyond both ends. Between few points it follows a rate–quality curve better than straight lines do.
 */
public final class MonotoneCurve {
    /** A point of the curve. */
    public record Point(double x, double y) {}

    /** Of a weighted mean; a density is smooth over a hundredth of the usual three octaves. */
    private static final int WEIGHTED_STEPS = 256;

    private final double[] x;
    private final double[] y;
    private final double[] slope;

    private MonotoneCurve(List<Point> points) {
        x = points.stream().mapToDouble(Point::x).toArray();
        y = points.stream().mapToDouble(Point::y).toArray();
        slope = slopes(x, y);
    }

    /**
     * The curve through the points that rise in both coordinates. A point is left out if another has at least its
     * {@code y} at no larger {@code x}.
     *
     * @throws IllegalArgumentException if fewer than two points remain
     */
    public static MonotoneCurve through(List<Point> points) {
        List<Point> rising = new ArrayList<>();
        points.stream()
                .sorted(Comparator.comparingDouble(Point::x)
                        .thenComparing(Comparator.comparingDouble(Point::y).reversed()))
                .filter(point -> rising.isEmpty()
                        || (point.y() > rising.getLast().y()
                                && point.x() > rising.getLast().x()))
                .forEach(rising::add);
        if (rising.size() < 2) {
            throw new IllegalArgumentException("a curve needs two points that rise: " + points);
        }
        return new MonotoneCurve(rising);
    }

    double first() {
        return x[0];
    }

    double last() {
        return x[x.length - 1];
    }

    private static double[] slopes(double[] x, double[] y) {
        int n = x.length;
        double[] h = new double[n - 1];
        double[] secant = new double[n - 1];
        for (int i = 0; i < n - 1; i++) {
            h[i] = x[i + 1] - x[i];
            secant[i] = (y[i + 1] - y[i]) / h[i];
        }
        double[] slope = new double[n];
        if (n == 2) {
            slope[0] = secant[0];
            slope[1] = secant[0];
            return slope;
        }
        for (int i = 1; i < n - 1; i++) {
            // The weighted harmonic mean of two rising secants is at most three times as steep as the flatter one.
            double left = 2 * h[i] + h[i - 1];
            double right = h[i] + 2 * h[i - 1];
            slope[i] = (left + right) / (left / secant[i - 1] + right / secant[i]);
        }
        slope[0] = endSlope(h[0], h[1], secant[0], secant[1]);
        slope[n - 1] = endSlope(h[n - 2], h[n - 3], secant[n - 2], secant[n - 3]);
        return slope;
    }

    /** The slope of the parabola through the three outermost points, kept rising and not too steep. */
    private static double endSlope(double h, double nextH, double secant, double nextSecant) {
        double parabola = ((2 * h + nextH) * secant - h * nextSecant) / (h + nextH);
        return Math.clamp(parabola, 0, 3 * secant);
    }

    public double valueAt(double at) {
        if (at <= first()) {
            return y[0] + (at - x[0]) * outerSlope(0);
        }
        int last = x.length - 1;
        if (at >= x[last]) {
            return y[last] + (at - x[last]) * outerSlope(last);
        }
        int piece = pieceOf(at);
        double h = x[piece + 1] - x[piece];
        double t = (at - x[piece]) / h;
        return (1 + 2 * t) * (1 - t) * (1 - t) * y[piece]
                + t * (1 - t) * (1 - t) * h * slope[piece]
                + t * t * (3 - 2 * t) * y[piece + 1]
                + t * t * (t - 1) * h * slope[piece + 1];
    }

    /** The slope beyond an end: that between the last two points there. */
    private double outerSlope(int end) {
        int from = end == 0 ? 0 : end - 1;
        return (y[from + 1] - y[from]) / (x[from + 1] - x[from]);
    }

    private int pieceOf(double at) {
        int piece = 0;
        while (piece < x.length - 2 && x[piece + 1] < at) {
            piece++;
        }
        return piece;
    }

    /** The mean value between two abscissae, {@code from} below {@code to}, which are logarithms of bitrates. */
    double mean(double from, double to, RateWeight weight) {
        return switch (weight) {
            case RateWeight.Even() -> mean(from, to);
            case RateWeight.Density density -> mean(from, to, density);
        };
    }

    private double mean(double from, double to, RateWeight.Density density) {
        double step = (to - from) / WEIGHTED_STEPS;
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < WEIGHTED_STEPS; i++) {
            double middle = from + (i + 0.5) * step;
            double weight = density.at(middle);
            sum += weight * valueAt(middle);
            weights += weight;
        }
        return sum / weights;
    }

    /** The mean value between two abscissae, {@code from} below {@code to}. */
    double mean(double from, double to) {
        List<Double> corners = new ArrayList<>(List.of(from));
        for (double corner : x) {
            if (corner > from && corner < to) {
                corners.add(corner);
            }
        }
        corners.add(to);
        double area = 0;
        for (int i = 1; i < corners.size(); i++) {
            double left = corners.get(i - 1);
            double right = corners.get(i);
            // Simpson's rule is exact for cubics.
            area += (right - left) / 6 * (valueAt(left) + 4 * valueAt((left + right) / 2) + valueAt(right));
        }
        return area / (to - from);
    }
}
