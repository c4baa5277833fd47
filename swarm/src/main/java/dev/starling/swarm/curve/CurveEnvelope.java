package dev.starling.swarm.curve;

import dev.starling.swarm.curve.MonotoneCurve.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The best of several rate–quality curves at every bitrate, and how far each of them lies below it: a clip's optimum
 * over several families. All curves are compared over the bitrates of the first; beyond its own ends a curve is a
 * straight line.
 */
public final class CurveEnvelope {
    /** Steps between the lowest and the highest bitrate: five per doubling over the usual three octaves. */
    private static final int STEPS = 16;

    private final double from;
    private final double step;
    private final List<double[]> sampled;
    private final double[] best;

    private CurveEnvelope(double from, double step, List<double[]> sampled, double[] best) {
        this.from = from;
        this.step = step;
        this.sampled = sampled;
        this.best = best;
    }

    /**
     * The envelope of curves.
     *
     * @param curves at least one; each of at least two encodings of rising rate and quality
     * @throws IllegalArgumentException if a curve has fewer than two rising points
     */
    public static CurveEnvelope of(List<List<RateQualityPoint>> curves) {
        List<MonotoneCurve> smooth = curves.stream()
                .map(curve -> MonotoneCurve.through(curve.stream()
                        .map(it -> new Point(it.logRate(), it.quality()))
                        .toList()))
                .toList();
        double from = smooth.getFirst().first();
        double step = (smooth.getFirst().last() - from) / STEPS;
        List<double[]> sampled = new ArrayList<>();
        double[] best = new double[STEPS + 1];
        Arrays.fill(best, Double.NEGATIVE_INFINITY);
        for (MonotoneCurve curve : smooth) {
            double[] values = new double[STEPS + 1];
            for (int i = 0; i <= STEPS; i++) {
                values[i] = curve.valueAt(from + i * step);
                best[i] = Math.max(best[i], values[i]);
            }
            sampled.add(values);
        }
        return new CurveEnvelope(from, step, sampled, best);
    }

    /** How far the envelope lies above the curve with this index, at evenly spaced bitrates, lowest first. */
    public List<Double> heightsOver(int curve) {
        double[] values = sampled.get(curve);
        return IntStream.range(0, best.length)
                .mapToObj(i -> best[i] - values[i])
                .toList();
    }

    /** The mean height of the area between the envelope and the curve with this index; at least 0. */
    public double distance(int curve) {
        return heightsOver(curve).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }

    /** The same with bitrates weighted; at least 0. */
    public double distance(int curve, RateWeight weight) {
        return switch (weight) {
            case RateWeight.Even() -> distance(curve);
            case RateWeight.Density density -> distance(curve, density);
        };
    }

    private double distance(int curve, RateWeight.Density density) {
        List<Double> heights = heightsOver(curve);
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < heights.size(); i++) {
            double weight = density.at(from + i * step);
            sum += weight * heights.get(i);
            weights += weight;
        }
        return sum / weights;
    }
}
