package dev.starling.swarm.curve;

import dev.starling.swarm.curve.MonotoneCurve.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Mean differences between two rate–quality curves over their common range, after G. Bjøntegaard (VCEG-M33, 2001), with
 * piecewise cubic interpolation that does not overshoot, as in JVET's common test conditions (JVET-T2010).
 */
public final class Bjontegaard {
    private Bjontegaard() {}

    /**
     * BD-rate: how many more bits {@code test} takes at equal quality, over the qualities that both reach.
     *
     * @param reference at least two encodings of rising quality
     * @param test likewise
     * @return as a fraction: −0.08 is 8 % fewer bits; empty if the curves have no quality in common, or one has fewer
     *     than two rising points
     */
    public static OptionalDouble rate(List<RateQualityPoint> reference, List<RateQualityPoint> test) {
        OptionalDouble doublings = meanDifference(
                points(reference, RateQualityPoint::quality, RateQualityPoint::logRate),
                points(test, RateQualityPoint::quality, RateQualityPoint::logRate),
                RateWeight.EVEN);
        return doublings.isEmpty() ? doublings : OptionalDouble.of(Math.pow(2, doublings.getAsDouble()) - 1);
    }

    /**
     * How much better {@code test} is at equal bits, over the bitrates that both span: the area between the curves
     * divided by its width on the logarithmic scale.
     *
     * @return in units of quality; empty if the curves have no bitrate in common, or one has fewer than two rising
     *     points
     */
    public static OptionalDouble quality(List<RateQualityPoint> reference, List<RateQualityPoint> test) {
        return quality(reference, test, RateWeight.EVEN);
    }

    /**
     * How much better {@code test} is at equal bits, over the bitrates that both span: the mean height between the
     * curves, with bitrates weighted.
     *
     * @param weight how much each bitrate counts
     * @return in units of quality; empty if the curves have no bitrate in common, or one has fewer than two rising
     *     points
     */
    public static OptionalDouble quality(
            List<RateQualityPoint> reference, List<RateQualityPoint> test, RateWeight weight) {
        return meanDifference(
                points(reference, RateQualityPoint::logRate, RateQualityPoint::quality),
                points(test, RateQualityPoint::logRate, RateQualityPoint::quality),
                weight);
    }

    private static List<Point> points(
            List<RateQualityPoint> encodings,
            Function<RateQualityPoint, Double> x,
            Function<RateQualityPoint, Double> y) {
        List<Point> points = new ArrayList<>();
        double best = Double.NEGATIVE_INFINITY;
        for (RateQualityPoint encoding : encodings.stream()
                .sorted(Comparator.comparingDouble(RateQualityPoint::bitsPerSecond))
                .toList()) {
            // An encoding that takes more bits and is no better is not on the curve.
            if (encoding.quality() > best) {
                best = encoding.quality();
                points.add(new Point(x.apply(encoding), y.apply(encoding)));
            }
        }
        return points;
    }

    private static OptionalDouble meanDifference(List<Point> reference, List<Point> test, RateWeight weight) {
        MonotoneCurve from;
        MonotoneCurve to;
        try {
            from = MonotoneCurve.through(reference);
            to = MonotoneCurve.through(test);
        } catch (IllegalArgumentException tooFew) {
            return OptionalDouble.empty();
        }
        double left = Math.max(from.first(), to.first());
        double right = Math.min(from.last(), to.last());
        return right > left
                ? OptionalDouble.of(to.mean(left, right, weight) - from.mean(left, right, weight))
                : OptionalDouble.empty();
    }
}
