package dev.starling.swarm.title;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SoftAssignmentTest {
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
    void whatIsNoProbabilityIsRefused() {
        assertThatThrownBy(() -> new SoftAssignment(new TreeMap<>(Map.of(new ClusterId("a"), 0.5))))
                .hasMessageContaining("sum to 1");
        assertThatThrownBy(() ->
                        new SoftAssignment(new TreeMap<>(Map.of(new ClusterId("a"), 1.5, new ClusterId("b"), -0.5))))
                .hasMessageContaining("not a probability");
    }
}
