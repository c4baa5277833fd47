package dev.starling.swarm.steer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.swarm.steer.Bandwidth.Knowledge;
import dev.starling.swarm.steer.Throughput.Limit;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ThroughputTest {
    private static final Offset<Double> A_BIT = within(1.0);

    private final Throughput throughput = new Throughput();

    /** An episode of half a second. */
    private Bandwidth episode(double bitsPerSecond, Limit limit) {
        throughput.add(bitsPerSecond / 2, 0.5, limit);
        throughput.endEpisode();
        return throughput.sustained().orElseThrow();
    }

    @Test
    void aHigherLowerBoundReplacesThoseBeforeTheFirstMeasurement() {
        episode(100_000, Limit.APPLICATION);
        Bandwidth raised = episode(2_000_000, Limit.APPLICATION);
        assertThat(raised.shortBitsPerSecond()).isCloseTo(2_000_000, A_BIT);
        assertThat(raised.longBitsPerSecond()).isCloseTo(2_000_000, A_BIT);
        assertThat(raised.knowledge()).isEqualTo(Knowledge.AT_LEAST);
        assertThat(episode(500_000, Limit.APPLICATION)).isEqualTo(raised);
        Bandwidth measured = episode(8_000_000, Limit.NETWORK);
        assertThat(measured.shortBitsPerSecond()).isCloseTo(8_000_000, A_BIT);
        assertThat(measured.knowledge()).isEqualTo(Knowledge.MEASURED);
    }

    @Test
    void whatWasMeasuredIsOnlyMovedByALowerBound() {
        episode(1_000_000, Limit.NETWORK);
        Bandwidth raised = episode(2_000_000, Limit.APPLICATION);
        assertThat(raised.shortBitsPerSecond()).isBetween(1_500_000.0, 2_000_000.0);
        assertThat(raised.longBitsPerSecond()).isBetween(1_000_000.0, 1_500_000.0);
    }

    @Test
    void aMeasurementBelowALowerBoundLowersTheEstimate() {
        episode(4_000_000, Limit.APPLICATION);
        Bandwidth measured = episode(1_000_000, Limit.NETWORK);
        assertThat(measured.shortBitsPerSecond()).isCloseTo(2_000_000, A_BIT);
        assertThat(measured.spreadDoublings()).isGreaterThan(0.7);
    }

    @Test
    void theFirstAcknowledgementsSayNothingYet() {
        throughput.add(0, 0.03, Limit.NETWORK);
        throughput.add(8 * 1460, 0.03, Limit.NETWORK);
        assertThat(throughput.current()).isEmpty();
        assertThat(throughput.sustained()).isEmpty();
        throughput.add(8 * 30_000, 0.06, Limit.NETWORK);
        assertThat(throughput.current().orElseThrow()).isBetween(1.5e6, 3e6);
        assertThat(throughput.sustained().orElseThrow().shortBitsPerSecond()).isCloseTo(8 * 31_460 / 0.12, A_BIT);
    }

    @Test
    void aPathThatStandsStillFromTheBeginningIsKnown() {
        throughput.add(0, 0.05, Limit.NETWORK);
        throughput.add(0, 0.05, Limit.NETWORK);
        assertThat(throughput.current()).hasValue(0);
    }

    @Test
    void aSmallFirstClipCountsOnceItHasPassed() {
        throughput.add(8 * 20_000, 0.03, Limit.APPLICATION);
        assertThat(throughput.sustained()).isEmpty();
        throughput.endEpisode();
        assertThat(throughput.sustained()).isPresent();
    }
}
