package dev.starling.swarm.title;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.swarm.curve.RateQualityPoint;
import dev.starling.swarm.title.SoftAssignment.Measured;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SoftAssignmentTest {
    private static Measured measured(String group, int level, double rate, double quality) {
        return new Measured(
                new ClusterId(group + "-" + level), new BlendGroupId(group), new RateQualityPoint(rate, quality));
    }

    private static BlendGroupId group(ClusterId cluster) {
        return new BlendGroupId(cluster.value().replaceAll("-.*", ""));
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
        SoftAssignment assignment = SoftAssignment.ofMeasured(LARGE_WINS_ABOVE_AND_SMALL_BELOW, 1);
        assertThat(assignment.probabilities().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum())
                .isCloseTo(1, within(1e-9));
        assertThat(assignment.of(new ClusterId("large-1"))).isGreaterThan(assignment.of(new ClusterId("large-3")));
        assertThat(assignment.of(new ClusterId("small-3"))).isGreaterThan(assignment.of(new ClusterId("large-3")));
    }

    @Test
    void aClusterOnTheHullHasNoDistance() {
        SoftAssignment alone =
                SoftAssignment.ofMeasured(List.of(measured("a", 1, 100, 10), measured("a", 2, 200, 11)), 1);
        assertThat(alone.probabilities().values()).allSatisfy(p -> assertThat(p).isCloseTo(0.5, within(1e-9)));
    }

    @Test
    void theTemperatureDecidesHowHardTheAssignmentIs() {
        Map<ClusterId, Double> distances = Map.of(new ClusterId("near"), 0.0, new ClusterId("far"), 2.0);
        assertThat(SoftAssignment.ofDistances(distances, 2).of(new ClusterId("far")))
                .isCloseTo(Math.exp(-1) / (1 + Math.exp(-1)), within(1e-12));
        assertThat(SoftAssignment.ofDistances(distances, 0.01).of(new ClusterId("near")))
                .isCloseTo(1, within(1e-12));
        assertThatThrownBy(() -> SoftAssignment.ofDistances(distances, 0)).hasMessageContaining("temperature");
    }

    @Test
    void hugeDistancesDoNotUnderflowToNothing() {
        assertThat(SoftAssignment.ofDistances(Map.of(new ClusterId("a"), 1e6, new ClusterId("b"), 1e6 + 1), 1)
                        .of(new ClusterId("a")))
                .isCloseTo(1 / (1 + Math.exp(-1)), within(1e-9));
    }

    @Test
    void everyGroupStaysPlayable() {
        SoftAssignment assignment = new SoftAssignment(new TreeMap<>(Map.of(
                new ClusterId("large-1"), 0.90,
                new ClusterId("large-2"), 0.06,
                new ClusterId("small-1"), 0.03,
                new ClusterId("small-2"), 0.01)));
        assertThat(assignment.delivered(SoftAssignmentTest::group, 0.05))
                .containsExactlyInAnyOrder(
                        new ClusterId("large-1"), new ClusterId("large-2"), new ClusterId("small-1"));
    }

    @Test
    void whatIsNoProbabilityIsRefused() {
        assertThatThrownBy(() -> new SoftAssignment(new TreeMap<>(Map.of(new ClusterId("a"), 0.5))))
                .hasMessageContaining("sum to 1");
        assertThatThrownBy(() ->
                        new SoftAssignment(new TreeMap<>(Map.of(new ClusterId("a"), 1.5, new ClusterId("b"), -0.5))))
                .hasMessageContaining("Not a probability");
    }
}
