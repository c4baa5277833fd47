package dev.starling.swarm.curve;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Quality as a function of bitrate: straight lines between points over the logarithm of the bitrate, because quality
 * grows with each doubling of the bits rather than with each bit.
 */
public final class RateQualityCurve {
    /** At least one point, bitrates rising, qualities rising, slopes falling. */
    private final List<RateQualityPoint> points;

    private RateQualityCurve(List<RateQualityPoint> points) {
        this.points = points;
    }

    /**
     * The upper convex hull of some encodings: what choosing among them and mixing them can reach.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static RateQualityCurve upperHull(Collection<RateQualityPoint> encodings) {
        if (encodings.isEmpty()) {
            throw new IllegalArgumentException("a curve needs at least one point");
        }
        List<RateQualityPoint> hull = new ArrayList<>();
        encodings.stream()
                .sorted(Comparator.comparingDouble(RateQualityPoint::bitsPerSecond)
                        .thenComparing(Comparator.comparingDouble(RateQualityPoint::quality)
                                .reversed()))
                .filter(point ->
                        hull.isEmpty() || point.quality() > hull.getLast().quality())
                .forEach(point -> {
                    while (hull.size() >= 2 && !turnsDown(hull.get(hull.size() - 2), hull.getLast(), point)) {
                        hull.removeLast();
                    }
                    hull.add(point);
                });
        return new RateQualityCurve(List.copyOf(hull));
    }

    /** Whether the slope falls at {@code middle}. */
    private static boolean turnsDown(RateQualityPoint left, RateQualityPoint middle, RateQualityPoint right) {
        return (middle.quality() - left.quality()) * (right.logRate() - middle.logRate())
                > (right.quality() - middle.quality()) * (middle.logRate() - left.logRate());
    }

    /** The points of the hull, bitrates and qualities rising. */
    public List<RateQualityPoint> points() {
        return points;
    }

    /**
     * The quality at a bitrate. Above the last point it is constant. Below the first point it falls as steeply as
     * between the first two; with a single point it is constant.
     */
    public double qualityAt(double bitsPerSecond) {
        RateQualityPoint last = points.getLast();
        if (points.size() == 1 || bitsPerSecond >= last.bitsPerSecond()) {
            return last.quality();
        }
        double logRate = new RateQualityPoint(bitsPerSecond, 0).logRate();
        int right = 1;
        while (points.get(right).logRate() < logRate) {
            right++;
        }
        RateQualityPoint from = points.get(right - 1);
        RateQualityPoint to = points.get(right);
        double share = (logRate - from.logRate()) / (to.logRate() - from.logRate());
        return from.quality() + share * (to.quality() - from.quality());
    }

    /**
     * The mean quality between two bitrates over the logarithm of the bitrate: the area below the curve divided by its
     * width. The difference of two curves' means is the mean height of the area between them.
     *
     * @param from the lower bitrate, above 0
     * @param to at least {@code from}; if equal, the result is the quality there
     */
    public double meanQuality(double from, double to) {
        if (!(from > 0) || !(from <= to)) {
            throw new IllegalArgumentException("not a range of bitrates: " + from + " … " + to);
        }
        List<Double> corners = new ArrayList<>(List.of(from));
        points.stream()
                .map(RateQualityPoint::bitsPerSecond)
                .filter(rate -> rate > from && rate < to)
                .forEach(corners::add);
        corners.add(to);
        double width = Math.log(to / from);
        if (width == 0) {
            return qualityAt(from);
        }
        double area = 0;
        for (int i = 1; i < corners.size(); i++) {
            double mean = (qualityAt(corners.get(i - 1)) + qualityAt(corners.get(i))) / 2;
            area += mean * Math.log(corners.get(i) / corners.get(i - 1));
        }
        return area / width;
    }
}
