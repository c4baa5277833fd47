package dev.starling.swarm.breed.cluster;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import dev.starling.swarm.curve.RateQualityCurve;
import dev.starling.swarm.curve.RateQualityPoint;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.SoftAssignment;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The soft assignment of a clip whose encodings are measured. The distance of a cluster is the mean height of the area
 * between the clip's optimum (the upper hull of all encodings) and the hull of the cluster's family, over the bitrates
 * that the cluster stands for: half-way, on the logarithmic scale, to its neighbours in the family.
 */
public final class MeasuredAssignment {
    private MeasuredAssignment() {}

    /**
     * One measured encoding of the clip.
     *
     * @param cluster the cluster under whose centroid it was made
     * @param group the blend group of that cluster; all measured encodings of a group are of one family
     * @param point its bitrate and quality
     */
    public record Measured(ClusterId cluster, BlendGroupId group, RateQualityPoint point) {}

    /**
     * The assignment.
     *
     * @param encodings at least one, at most one per cluster
     * @param temperature τ, in units of quality, above 0: at a distance of τ a cluster's weight falls to 1/e
     */
    public static SoftAssignment of(Collection<Measured> encodings, double temperature) {
        RateQualityCurve optimum = RateQualityCurve.upperHull(
                encodings.stream().map(Measured::point).toList());
        Map<BlendGroupId, List<RateQualityPoint>> families = encodings.stream()
                .sorted(Comparator.comparingDouble(it -> it.point().bitsPerSecond()))
                .collect(groupingBy(Measured::group, mapping(Measured::point, toList())));
        return SoftAssignment.ofDistances(
                encodings.stream()
                        .collect(toMap(
                                Measured::cluster,
                                it -> distance(optimum, families.getOrDefault(it.group(), List.of()), it.point()))),
                temperature);
    }

    /** {@code family} holds {@code point}; its bitrates rise. */
    private static double distance(RateQualityCurve optimum, List<RateQualityPoint> family, RateQualityPoint point) {
        int i = family.indexOf(point);
        double rate = point.bitsPerSecond();
        double from = i == 0 ? rate : Math.sqrt(rate * family.get(i - 1).bitsPerSecond());
        double to = i == family.size() - 1
                ? rate
                : Math.sqrt(rate * family.get(i + 1).bitsPerSecond());
        double familyMean = RateQualityCurve.upperHull(family).meanQuality(from, to);
        return Math.max(0, optimum.meanQuality(from, to) - familyMean);
    }
}
