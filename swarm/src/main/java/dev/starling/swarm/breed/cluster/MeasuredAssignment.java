package dev.starling.swarm.breed.cluster;

import static java.util.stream.Collectors.toMap;

import dev.starling.swarm.curve.RateQualityCurve;
import dev.starling.swarm.curve.RateQualityPoint;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.SoftAssignment;
import java.util.Map;

/**
 * The soft assignment of a clip whose encodings are measured. The distance of a cluster is the height of the clip's
 * optimum above it: the quality that the upper hull of all encodings reaches with the cluster's bits, minus its own.
 */
public final class MeasuredAssignment {
    private MeasuredAssignment() {}

    /**
     * The assignment.
     *
     * @param clusters the encoding of each cluster; at least one
     * @param optimum the upper hull of all the clip's encodings
     * @param temperature τ, in units of quality, above 0: at a distance of τ a cluster's weight falls to 1/e
     */
    public static SoftAssignment of(
            Map<ClusterId, RateQualityPoint> clusters, RateQualityCurve optimum, double temperature) {
        return SoftAssignment.ofDistances(
                clusters.entrySet().stream().collect(toMap(Map.Entry::getKey, it -> distance(optimum, it.getValue()))),
                temperature);
    }

    private static double distance(RateQualityCurve optimum, RateQualityPoint point) {
        return Math.max(0, optimum.qualityAt(point.bitsPerSecond()) - point.quality());
    }
}
