package dev.starling.swarm.breed.cluster;

import dev.starling.swarm.curve.CurveEnvelope;
import dev.starling.swarm.curve.RateQualityPoint;
import dev.starling.swarm.curve.RateWeight;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The distance of each family from each training clip's optimum, in units of quality: 0 if the family is the best at
 * every bitrate.
 */
public final class DistanceTable {
    private final List<double[]> byClip;

    private DistanceTable(List<double[]> byClip) {
        this.byClip = byClip;
    }

    /**
     * A table of given distances.
     *
     * @param byClip a row for each clip with a distance for each family; at least one clip and one family, all
     *     distances finite and at least 0
     */
    public static DistanceTable of(List<List<Double>> byClip) {
        List<double[]> rows = byClip.stream()
                .map(row -> row.stream().mapToDouble(Double::doubleValue).toArray())
                .toList();
        int families = rows.isEmpty() ? 0 : rows.getFirst().length;
        boolean sound = families > 0
                && rows.stream()
                        .allMatch(row -> row.length == families
                                && IntStream.range(0, families).allMatch(i -> row[i] >= 0 && Double.isFinite(row[i])));
        if (!sound) {
            throw new IllegalArgumentException(
                    "needs equally many distances for each clip, finite and at least 0: " + byClip);
        }
        return new DistanceTable(rows);
    }

    /**
     * The distances of measured curves: the mean height of the area between a family's curve and the clip's optimum,
     * which is the envelope of all its curves.
     *
     * @param clips at least one, each with equally many curves
     */
    static DistanceTable ofCurves(List<Measured> clips) {
        List<List<Double>> byClip = new ArrayList<>();
        for (Measured clip : clips) {
            CurveEnvelope envelope = CurveEnvelope.of(clip.curves());
            byClip.add(IntStream.range(0, clip.curves().size())
                    .mapToObj(family -> envelope.distance(family, clip.weight()))
                    .toList());
        }
        return of(byClip);
    }

    /**
     * What was measured of a clip.
     *
     * @param curves one for each family
     * @param weight how much each bitrate counts
     */
    record Measured(List<List<RateQualityPoint>> curves, RateWeight weight) {
        Measured {
            curves = List.copyOf(curves);
        }
    }

    /** The number of clips. */
    public int clips() {
        return byClip.size();
    }

    /** The number of families. */
    public int families() {
        return byClip.getFirst().length;
    }

    /** The distance of a family from a clip's optimum. */
    public double distance(int clip, int family) {
        return byClip.get(clip)[family];
    }

    /** The table for some of the clips. */
    public DistanceTable ofClips(List<Integer> clips) {
        return new DistanceTable(clips.stream().map(byClip::get).toList());
    }

    /** The table for some of the families. */
    public DistanceTable ofFamilies(List<Integer> families) {
        return new DistanceTable(byClip.stream()
                .map(row -> families.stream().mapToDouble(i -> row[i]).toArray())
                .toList());
    }
}
