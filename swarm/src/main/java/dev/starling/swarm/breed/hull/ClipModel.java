package dev.starling.swarm.breed.hull;

import dev.starling.swarm.curve.RateQualityPoint;
import dev.starling.swarm.profile.PictureSize;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What is known of a clip's rate and quality, from the encodes that were measured so far. At one size, quality falls
 * with the rate factor as {@code CEILING − exp(k·(crf − b))}, and bitrate as {@code exp(−s·crf)}; both hold locally, so
 * two measured neighbours give the parameters. From size to size, the rate factor of equal quality rises with the
 * logarithm of the area. {@code docs/results/hull-search.md} has the figures behind the constants.
 */
final class ClipModel {
    /** Slightly above the highest quality there is, so that its logarithm exists. */
    private static final double CEILING = 101;
    /** Nearer to the ceiling, noise of the measurement would decide. */
    private static final double MIN_DISTANCE = 0.5;
    /** k of the source's size, until it is measured. */
    private static final double USUAL_STEEPNESS = 0.115;
    /** log₂ of the growth of k per doubling of the short side. */
    private static final double STEEPNESS_EXPONENT = 0.8;

    private static final double MIN_STEEPNESS = 0.02;
    private static final double MAX_STEEPNESS = 0.3;
    /** The rise of the rate factor of equal quality per doubling of the area, until it is measured. */
    static final double USUAL_CRF_PER_AREA_DOUBLING = 4.2;
    /** ln of the bitrate per unit of rate factor, until it is measured: half the bits for six units. */
    static final double USUAL_LOG_RATE_PER_CRF = Math.log(2) / 6;
    /** Nearer neighbours say little about a slope. */
    private static final double MIN_BASE_CRF = 1;

    private final List<PictureSize> sizes;
    private final Map<PictureSize, NavigableMap<Double, RateQualityPoint>> measured = new HashMap<>();

    /** @param sizes largest first */
    ClipModel(List<PictureSize> sizes) {
        this.sizes = sizes;
        sizes.forEach(size -> measured.put(size, new TreeMap<>()));
    }

    void add(Probe probe, RateQualityPoint point) {
        at(probe.size()).put(probe.crf(), point);
    }

    /** The points at a size by rate factor. */
    NavigableMap<Double, RateQualityPoint> at(PictureSize size) {
        NavigableMap<Double, RateQualityPoint> points = measured.get(size);
        if (points == null) {
            throw new IllegalArgumentException("not a size of this clip: " + size);
        }
        return points;
    }

    boolean knows(PictureSize size) {
        return !at(size).isEmpty();
    }

    /** The rate factor that should give a quality at a size; at least one point must be known. */
    double crf(PictureSize size, double quality) {
        if (knows(size)) {
            return ownCrf(size, quality);
        }
        PictureSize nearest = sizes.stream()
                .filter(this::knows)
                .min(Comparator.comparingDouble(it -> Math.abs(doublings(it, size))))
                .orElseThrow();
        return ownCrf(nearest, quality) + crfPerAreaDoubling() * 2 * doublings(nearest, size);
    }

    /** The bitrate that should give a quality at a known size. */
    double bitsPerSecond(PictureSize size, double quality) {
        Point near = nearest(size, quality);
        double slope = logRatePerCrf(size, quality).orElse(USUAL_LOG_RATE_PER_CRF);
        return Math.exp(near.logRate() + slope * (near.crf() - ownCrf(size, quality)));
    }

    /**
     * The rate factor that should give a bitrate at a known size.
     *
     * @param like a quality near the expected one
     */
    double crfOfBitrate(PictureSize size, double bitsPerSecond, double like) {
        Point near = nearest(size, like);
        double slope = logRatePerCrf(size, like).filter(it -> it > 0).orElse(USUAL_LOG_RATE_PER_CRF);
        return near.crf() + (near.logRate() - Math.log(bitsPerSecond)) / slope;
    }

    private Optional<Double> logRatePerCrf(PictureSize size, double quality) {
        return neighbours(size, quality)
                .map(it -> (it.finer().logRate() - it.coarser().logRate()) / it.base());
    }

    private double ownCrf(PictureSize size, double quality) {
        Point near = nearest(size, quality);
        double steepness =
                neighbours(size, quality).map(ClipModel::steepness).orElseGet(() -> steepnessElsewhere(size));
        return near.crf() + (logDistance(quality) - logDistance(near.quality())) / steepness;
    }

    private static double steepness(Neighbours it) {
        double rise =
                logDistance(it.coarser().quality()) - logDistance(it.finer().quality());
        return Math.max(MIN_STEEPNESS, rise / it.base());
    }

    /** The steepness at the nearest size where two points are known, carried over to this one. */
    private double steepnessElsewhere(PictureSize size) {
        double steepness = sizes.stream()
                .filter(it -> spread(it) >= MIN_BASE_CRF)
                .min(Comparator.comparingDouble(it -> Math.abs(doublings(it, size))))
                .map(it -> steepness(new Neighbours(point(at(it).firstEntry()), point(at(it).lastEntry())))
                        * growth(it, size))
                .orElse(USUAL_STEEPNESS * growth(sizes.getFirst(), size));
        return Math.clamp(steepness, MIN_STEEPNESS, MAX_STEEPNESS);
    }

    private static double growth(PictureSize from, PictureSize to) {
        return Math.pow(2, STEEPNESS_EXPONENT * doublings(from, to));
    }

    private double spread(PictureSize size) {
        return at(size).size() < 2 ? 0 : at(size).lastKey() - at(size).firstKey();
    }

    /** The rise of the rate factor per doubling of the area, from the largest two sizes that were measured. */
    private double crfPerAreaDoubling() {
        List<PictureSize> known = sizes.stream().filter(this::knows).toList();
        if (known.size() < 2) {
            return USUAL_CRF_PER_AREA_DOUBLING;
        }
        PictureSize large = known.get(0);
        PictureSize small = known.get(1);
        Point from = points(small).stream()
                .min(Comparator.comparingDouble(it -> distance(large, it.quality())))
                .orElseThrow();
        return (ownCrf(large, from.quality()) - from.crf()) / (2 * doublings(small, large));
    }

    /** The difference between a quality and the nearest that was measured at a size. */
    double distance(PictureSize size, double quality) {
        return Math.abs(nearest(size, quality).quality() - quality);
    }

    /** The measured qualities of a size. */
    List<Double> qualities(PictureSize size) {
        return points(size).stream().map(Point::quality).toList();
    }

    /** A measured point. */
    private record Point(double crf, double logRate, double quality) {}

    /** Two measured points of one size, the finer quantised one first. */
    private record Neighbours(Point finer, Point coarser) {
        double base() {
            return coarser.crf() - finer.crf();
        }
    }

    private static Point point(Map.Entry<Double, RateQualityPoint> entry) {
        return new Point(
                entry.getKey(),
                Math.log(entry.getValue().bitsPerSecond()),
                entry.getValue().quality());
    }

    private List<Point> points(PictureSize size) {
        return at(size).entrySet().stream().map(ClipModel::point).toList();
    }

    private Point nearest(PictureSize size, double quality) {
        ToDoubleFunction<Point> distance = it -> Math.abs(it.quality() - quality);
        return points(size).stream()
                .min(Comparator.comparingDouble(distance))
                .orElseThrow(() -> new IllegalArgumentException("nothing is known at " + size));
    }

    /** The two neighbours around a quality or nearest to it; empty if they are too close to show a slope. */
    private Optional<Neighbours> neighbours(PictureSize size, double quality) {
        List<Point> points = points(size);
        List<Neighbours> pairs = new ArrayList<>();
        for (int i = 1; i < points.size(); i++) {
            pairs.add(new Neighbours(points.get(i - 1), points.get(i)));
        }
        return pairs.stream()
                .min(Comparator.comparingDouble(
                        it -> Math.abs((it.finer().quality() + it.coarser().quality()) / 2 - quality)))
                .filter(it -> it.base() >= MIN_BASE_CRF
                        && it.finer().quality() - it.coarser().quality() > MIN_DISTANCE);
    }

    private static double logDistance(double quality) {
        return Math.log(Math.max(CEILING - quality, MIN_DISTANCE));
    }

    /** log₂ of the ratio of the short sides; positive if {@code to} is larger. */
    private static double doublings(PictureSize from, PictureSize to) {
        return Math.log((double) to.shortSide() / from.shortSide()) / Math.log(2);
    }
}
