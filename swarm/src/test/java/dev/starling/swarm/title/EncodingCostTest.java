package dev.starling.swarm.title;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.swarm.title.EncodingCost.Work;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EncodingCostTest {
    @Test
    void everyKindOfWorkIsListedEvenIfItTookNoTime() {
        EncodingCost cost = EncodingCost.of(Map.of(Work.ENCODE, 2.5, Work.OTHER, 0.5));

        assertThat(cost.cpuSeconds()).containsOnlyKeys(Work.values());
        assertThat(cost.cpuSeconds().get(Work.AUDIO)).isZero();
        assertThat(cost.totalCpuSeconds()).isEqualTo(3);
    }

    @Test
    void negativeTimesAreRefused() {
        assertThatThrownBy(() -> EncodingCost.of(Map.of(Work.ENCODE, -1.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 0");
    }
}
