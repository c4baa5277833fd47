package dev.starling.swarm.steer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.swarm.title.Quality;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What the client tells beside what the sender measures. */
class ClientMonitorTest {
    private static final double CLIP_SECONDS = 2;

    private final ClientMonitor monitor = new ClientMonitor();
    private double now = 100;
    private double buffer = 12;
    private int clip;
    private long acked;
    private double busy;

    private Instant instant() {
        return Instant.EPOCH.plusMillis(Math.round(now * 1000));
    }

    private static TcpInfo info(long acked, double busySeconds, long unacked) {
        Duration roundTrip = Duration.ofMillis(20);
        return new TcpInfo(
                new TcpInfo.RoundTrip(roundTrip, Duration.ZERO, roundTrip),
                new TcpInfo.Bytes(unacked, 0, acked),
                TcpInfo.Busy.of(Duration.ofMillis(Math.round(busySeconds * 1000))),
                TcpInfo.Phase.AVOIDANCE,
                0,
                new TcpInfo.Segments(1, 0));
    }

    private void request(OptionalDouble told) {
        Duration rounded = Duration.ofMillis(Math.round(buffer * 10) * 100);
        monitor.tell(new ClientMonitor.Told(told, Optional.of(rounded)), instant());
        monitor.requested(clip, instant());
    }

    /** A clip of a size is requested, acknowledged at one rate, and arrives at another. */
    private void deliver(long bytes, double acknowledged, double arriving, OptionalDouble told) {
        request(told);
        PathMonitor.Transfer transfer =
                monitor.path().transfer("video", Optional.of(info(acked, busy, Math.round(acknowledged))));
        acked += bytes;
        busy += bytes * 8 / acknowledged;
        transfer.look(info(acked, busy, Math.round(acknowledged)));
        transfer.end();
        monitor.sent(
                clip++,
                Duration.ofSeconds(2),
                new Outcome(bytes, bytes * 8 / CLIP_SECONDS, new Quality(40, 0.98, 90, 89)),
                instant());
        double seconds = bytes * 8 / arriving;
        now += seconds;
        buffer = Math.max(0, buffer - seconds) + CLIP_SECONDS;
    }

    private double estimate() {
        return monitor.network(instant()).bitsPerSecond().getAsDouble();
    }

    @Test
    void behindAProxyWhatArrivesCounts() {
        for (int i = 0; i < 4; i++) {
            deliver(750_000, 50e6, 2e6, OptionalDouble.empty());
        }
        request(OptionalDouble.empty());
        assertThat(estimate()).isCloseTo(2e6, within(0.1e6));
    }

    @Test
    void behindAProxyTheClientsOwnFigureCounts() {
        for (int i = 0; i < 4; i++) {
            deliver(750_000, 50e6, 2e6, OptionalDouble.of(2.2e6));
        }
        request(OptionalDouble.of(2.2e6));
        assertThat(estimate()).isCloseTo(2.2e6, within(1.0));
    }

    @Test
    void aBufferThatDoesNotFallIsNoProxy() {
        for (int i = 0; i < 4; i++) {
            deliver(250_000, 50e6, 1.05e6, OptionalDouble.of(1e6));
        }
        request(OptionalDouble.of(1e6));
        assertThat(estimate()).isCloseTo(50e6, within(1e6));
    }

    @Test
    void aPathThatWasMeasuredNeedsNoSecondWitness() {
        deliver(2_000_000, 8e6, 8e6, OptionalDouble.of(0.5e6));
        request(OptionalDouble.of(0.5e6));
        assertThat(estimate()).isCloseTo(8e6, within(1e5));
    }

    @Test
    void beforeAnythingIsMeasuredTheClientsFigureCountsAfterTheFirstClip() {
        buffer = 0;
        request(OptionalDouble.of(5e6));
        assertThat(monitor.network(instant()).bitsPerSecond()).isEmpty();
        monitor.sent(0, Duration.ofSeconds(2), new Outcome(1, 1, Quality.NONE), instant());
        assertThat(estimate()).isEqualTo(5e6);
    }

    @Test
    void theLastQualityIsThatOfTheClipBefore() {
        deliver(100_000, 8e6, 8e6, OptionalDouble.empty());
        request(OptionalDouble.empty());
        assertThat(monitor.network(instant()).lastVmaf()).hasValue(90);
        clip = 17;
        request(OptionalDouble.empty());
        assertThat(monitor.network(instant()).lastVmaf())
                .as("a jump with media in the buffer")
                .hasValue(90);
        buffer = 0;
        request(OptionalDouble.empty());
        assertThat(monitor.network(instant()).lastVmaf())
                .as("a jump out of the buffer")
                .isEmpty();
    }

    @Test
    void withoutAToldBufferAJumpIsAStart() {
        deliver(100_000, 8e6, 8e6, OptionalDouble.empty());
        monitor.tell(new ClientMonitor.Told(OptionalDouble.empty(), Optional.empty()), instant());
        monitor.requested(17, instant());
        assertThat(monitor.network(instant()).lastVmaf()).isEmpty();
    }

    @Test
    void withoutTheClientsBufferTheLowerFigureCounts() {
        deliver(2_000_000, 8e6, 8e6, OptionalDouble.empty());
        monitor.tell(new ClientMonitor.Told(OptionalDouble.of(0.5e6), Optional.empty()), instant());
        monitor.requested(clip, instant());
        assertThat(estimate()).isEqualTo(0.5e6);
    }

    @Test
    void whatAClientHasMeasuredCountsOnceItHasMedia() {
        buffer = 0;
        request(OptionalDouble.of(3e6));
        assertThat(monitor.network(instant()).bitsPerSecond()).isEmpty();
        buffer = 6;
        request(OptionalDouble.of(3e6));
        assertThat(estimate()).isCloseTo(3e6, within(0.1e6));
    }
}
