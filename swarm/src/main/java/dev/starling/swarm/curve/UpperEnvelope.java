package dev.starling.swarm.curve;

import dev.starling.swarm.curve.MonotoneCurve.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * The curve that choosing among several rate–quality curves reaches: at every bitrate the best of those that were
 * measured there. Unlike {@link CurveEnvelope}, no curve counts beyond its ends.
 */
public final class UpperEnvelope {
    private static final int STEPS_PER_OCTAVE = 8;

    private UpperEnvelope() {}

    /**
     * Points of the envelope, bitrates rising: at the bitrate of every encoding, and eight per octave. A single curve
     * is returned as it is.
     *
     * @param curves at least one; of each, encodings in any order. Curves of fewer than two rising points are left out,
     *     unless all are
     */
    public static List<RateQualityPoint> of(List<List<RateQualityPoint>> curves) {
        List<MonotoneCurve> smooth =
                curves.stream().flatMap(UpperEnvelope::smooth).toList();
        if (curves.size() == 1 || smooth.isEmpty()) {
            return curves.stream().flatMap(List::stream).toList();
        }
        double from = smooth.stream().mapToDouble(MonotoneCurve::first).min().orElseThrow();
        double to = smooth.stream().mapToDouble(MonotoneCurve::last).max().orElseThrow();
        int steps = (int) Math.ceil((to - from) * STEPS_PER_OCTAVE);
        DoubleStream grid = DoubleStream.iterate(0, i -> i <= steps, i -> i + 1)
                .map(i -> Math.min(to, from + i / STEPS_PER_OCTAVE));
        DoubleStream measured = curves.stream().flatMap(List::stream).mapToDouble(RateQualityPoint::logRate);
        List<RateQualityPoint> envelope = new ArrayList<>();
        DoubleStream.concat(grid, measured)
                .sorted()
                .distinct()
                .forEach(logRate -> smooth.stream()
                        .filter(it -> it.first() <= logRate && logRate <= it.last())
                        .mapToDouble(it -> it.valueAt(logRate))
                        .max()
                        .ifPresent(quality -> envelope.add(new RateQualityPoint(Math.pow(2, logRate), quality))));
        return List.copyOf(envelope);
    }

    private static Stream<MonotoneCurve> smooth(List<RateQualityPoint> curve) {
        try {
            return Stream.of(MonotoneCurve.through(curve.stream()
                    .map(it -> new Point(it.logRate(), it.quality()))
                    .toList()));
        } catch (IllegalArgumentException tooFew) {
            return Stream.empty();
        }
    }
}
