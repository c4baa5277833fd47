package dev.starling.swarm.steer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PathMonitorTest {
    private static final long MEGABYTE = 1_000_000;
    private static final long NOTHING_WAITS = 0;
    private static final long MUCH_WAITS = 100_000;

    private final PathMonitor monitor = new PathMonitor();

    private static TcpInfo info(long ackedBytes, Duration busy, long notSentBytes) {
        return new TcpInfo(
                new TcpInfo.RoundTrip(Duration.ofMillis(20), Duration.ofMillis(2)),
                new TcpInfo.Bytes(0, notSentBytes, ackedBytes),
                busy,
                0,
                new TcpInfo.Segments(100, 1));
    }

    /** A second in which some bytes were acknowledged. */
    private void second(long bytes, long notSentBytes) {
        PathMonitor.Mark mark = monitor.begin(info(0, Duration.ZERO, notSentBytes));
        monitor.measure(mark, info(bytes, Duration.ofSeconds(1), notSentBytes));
    }

    @Test
    void nothingIsKnownBeforeAnythingWasSent() {
        assertThat(monitor.currentBitsPerSecond()).isEmpty();
        assertThat(monitor.sustainedBitsPerSecond()).isEmpty();
        assertThat(monitor.last()).isEmpty();
    }

    @Test
    void aPathThatHeldUsBackIsAsFastAsItWas() {
        second(MEGABYTE, MUCH_WAITS);
        assertThat(monitor.currentBitsPerSecond().getAsDouble()).isCloseTo(8e6, within(1.0));
        assertThat(monitor.sustainedBitsPerSecond().getAsDouble()).isCloseTo(8e6, within(1.0));
    }

    @Test
    void aSlowSecondIsKnownAtOnceAndForgottenSlowly() {
        for (int i = 0; i < 10; i++) {
            second(MEGABYTE, MUCH_WAITS);
        }
        second(MEGABYTE / 10, MUCH_WAITS);
        assertThat(monitor.currentBitsPerSecond().getAsDouble()).isLessThan(2.5e6);
        assertThat(monitor.sustainedBitsPerSecond().getAsDouble()).isBetween(5e6, 7e6);
        second(MEGABYTE, MUCH_WAITS);
        assertThat(monitor.sustainedBitsPerSecond().getAsDouble()).isLessThan(7.5e6);
    }

    @Test
    void havingNoMoreToSendNeverLowersTheEstimate() {
        second(MEGABYTE, MUCH_WAITS);
        second(MEGABYTE / 5, NOTHING_WAITS);
        assertThat(monitor.sustainedBitsPerSecond().getAsDouble()).isCloseTo(8e6, within(1.0));
        second(2 * MEGABYTE, NOTHING_WAITS);
        assertThat(monitor.sustainedBitsPerSecond().getAsDouble()).isGreaterThan(8.5e6);
    }

    @Test
    void aFewBytesAtTheStartSayNothing() {
        second(20_000, NOTHING_WAITS);
        assertThat(monitor.currentBitsPerSecond()).isEmpty();
    }

    @Test
    void slowStartAfterAPauseNeverLowersTheEstimate() {
        second(MEGABYTE, MUCH_WAITS);
        PathMonitor.Mark idle = monitor.begin(info(0, Duration.ZERO, NOTHING_WAITS));
        monitor.measure(idle, info(20_000, Duration.ofMillis(60), MUCH_WAITS));
        assertThat(monitor.currentBitsPerSecond().getAsDouble()).isCloseTo(8e6, within(1.0));
    }

    @Test
    void anIntervalTooShortToTellGoesOn() {
        PathMonitor.Mark mark = monitor.begin(info(0, Duration.ZERO, MUCH_WAITS));
        assertThat(monitor.measure(mark, info(10_000, Duration.ofMillis(5), MUCH_WAITS)))
                .isSameAs(mark);
        assertThat(monitor.measure(mark, info(40_000, Duration.ofMillis(40), MUCH_WAITS)))
                .isNotSameAs(mark);
        assertThat(monitor.currentBitsPerSecond().getAsDouble()).isCloseTo(8e6, within(1.0));
    }

    @Test
    void muchInAMomentIsAtLeastAFastPath() {
        PathMonitor.Mark mark = monitor.begin(info(0, Duration.ZERO, NOTHING_WAITS));
        monitor.measure(mark, info(MEGABYTE, Duration.ofMillis(4), NOTHING_WAITS));
        assertThat(monitor.currentBitsPerSecond().getAsDouble()).isCloseTo(400e6, within(1.0));
    }

    @Test
    void withoutTheKernelTheTimeAConnectionTakesIsTheMeasure() {
        monitor.measure(MEGABYTE, Duration.ofSeconds(2));
        assertThat(monitor.currentBitsPerSecond().getAsDouble()).isCloseTo(4e6, within(1.0));
    }
}
