package dev.starling.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClockTimeTest {
    @Test
    void durationsAreRoundedToSecondsAndShowHoursOnlyIfThereAreAny() {
        assertThat(ClockTime.of(Duration.ofMillis(-1))).isEqualTo("0:00");
        assertThat(ClockTime.of(Duration.ofMillis(4_499))).isEqualTo("0:04");
        assertThat(ClockTime.of(Duration.ofMillis(59_500))).isEqualTo("1:00");
        assertThat(ClockTime.of(Duration.ofSeconds(3_599))).isEqualTo("59:59");
        assertThat(ClockTime.of(Duration.ofSeconds(3_725))).isEqualTo("1:02:05");
    }
}
