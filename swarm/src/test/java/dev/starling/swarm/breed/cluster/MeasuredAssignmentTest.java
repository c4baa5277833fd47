package dev.starling.swarm.breed.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.swarm.curve.RateQualityCurve;
import dev.starling.swarm.curve.RateQualityPoint;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.SoftAssignment;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeasuredAssignmentTest {
    private static SoftAssignment assign(Map<ClusterId, RateQualityPoint> clusters) {
        return MeasuredAssignment.of(clusters, RateQualityCurve.upperHull(clusters.values()), 1);
    }

    @Test
    void probabilitiesSumToOneAndFavourTheHull() {
        SoftAssignment assignment = assign(Map.of(
                new ClusterId("large-1"), new RateQualityPoint(4000, 20),
                new ClusterId("large-2"), new RateQualityPoint(2000, 17),
                new ClusterId("large-3"), new RateQualityPoint(1000, 12),
                new ClusterId("small-1"), new RateQualityPoint(1500, 14.5),
                new ClusterId("small-2"), new RateQualityPoint(700, 12),
                new ClusterId("small-3"), new RateQualityPoint(350, 9)));
        assertThat(assignment.probabilities().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum())
                .isCloseTo(1, within(1e-9));
        assertThat(assignment.of(new ClusterId("large-1"))).isGreaterThan(assignment.of(new ClusterId("large-3")));
        assertThat(assignment.of(new ClusterId("small-3"))).isGreaterThan(assignment.of(new ClusterId("large-3")));
    }

    @Test
    void aClusterOnTheHullHasNoDistanceAndOneBelowItsHeight() {
        SoftAssignment assignment = assign(Map.of(
                new ClusterId("a-1"), new RateQualityPoint(100, 10),
                new ClusterId("a-2"), new RateQualityPoint(200, 12),
                new ClusterId("b"), new RateQualityPoint(200, 10)));
        assertThat(assignment.of(new ClusterId("a-1"))).isEqualTo(assignment.of(new ClusterId("a-2")));
        assertThat(assignment.of(new ClusterId("b")) / assignment.of(new ClusterId("a-2")))
                .isCloseTo(Math.exp(-2), within(1e-9));
    }
}
