package dev.starling.edge.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AllowanceTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void aBurstIsFreeAndTheRestIsPaidForAtTheRate() {
        Allowance allowance = new Allowance(100, 50);
        allowance.use(49, 0);
        assertThat(allowance.untilNext(0)).isZero();
        allowance.use(1, 0);
        assertThat(allowance.untilNext(0)).isEqualTo(Duration.ofMillis(10));
        allowance.use(10, 0);
        assertThat(allowance.untilNext(0)).isEqualTo(Duration.ofMillis(110));
        assertThat(allowance.untilNext(SECOND / 20)).isEqualTo(Duration.ofMillis(60));
        assertThat(allowance.untilNext(SECOND / 5)).isZero();
    }

    @Test
    void timeWithoutUseGrantsNoMoreThanTheBurst() {
        Allowance allowance = new Allowance(100, 50);
        allowance.use(1, 0);
        assertThat(allowance.untilNext(100 * SECOND)).isZero();
        allowance.use(50, 100 * SECOND);
        assertThat(allowance.untilNext(100 * SECOND)).isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void aBurstHasAtLeastOne() {
        Allowance allowance = new Allowance(1, 0.5);
        assertThat(allowance.untilNext(0)).isZero();
        allowance.use(1, 0);
        assertThat(allowance.untilNext(0)).isEqualTo(Duration.ofSeconds(1));
    }
}
