package dev.starling.swarm.breed.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.swarm.breed.cluster.MeasuredAssignment.Measured;
import dev.starling.swarm.curve.RateQualityPoint;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.SoftAssignment;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasuredAssignmentTest {
    private static Measured measured(String group, int level, double rate, double quality) {
        return new Measured(
                new ClusterId(group + "-" + level), new BlendGroupId(group), new RateQualityPoint(rate, quality));
    }

    private static final List<Measured> LARGE_WINS_ABOVE_AND_SMALL_BELOW = List.of(
            measured("large", 1, 4000, 20),
            measured("large", 2, 2000, 17),
            measured("large", 3, 1000, 12),
            measured("small", 1, 1500, 14.5),
            measured("small", 2, 700, 12),
            measured("small", 3, 350, 9));

    @Test
    void probabilitiesSumToOneAndFavourTheHull() {
        SoftAssignment assignment = MeasuredAssignment.of(LARGE_WINS_ABOVE_AND_SMALL_BELOW, 1);
        assertThat(assignment.probabilities().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum())
                .isCloseTo(1, within(1e-9));
        assertThat(assignment.of(new ClusterId("large-1"))).isGreaterThan(assignment.of(new ClusterId("large-3")));
        assertThat(assignment.of(new ClusterId("small-3"))).isGreaterThan(assignment.of(new ClusterId("large-3")));
    }

    @Test
    void aClusterOnTheHullHasNoDistance() {
        SoftAssignment alone = MeasuredAssignment.of(List.of(measured("a", 1, 100, 10), measured("a", 2, 200, 11)), 1);
        assertThat(alone.probabilities().values()).allSatisfy(p -> assertThat(p).isCloseTo(0.5, within(1e-9)));
    }
}
