package dev.starling.swarm.steer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.swarm.steer.Bandwidth.Knowledge;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PathMonitorTest {
    private static final Duration ROUND_TRIP = Duration.ofMillis(20);

    private final PathMonitor monitor = new PathMonitor();
    private final Counters counters = new Counters();

    /** A connection's counters, which only grow. */
    private static final class Counters {
        private long acked;
        private long unacked;
        private long notSent;
        private Duration busy = Duration.ZERO;
        private Duration receiverLimited = Duration.ZERO;
        private Duration bufferLimited = Duration.ZERO;
        private Duration smoothed = ROUND_TRIP;
        private TcpInfo.Phase phase = TcpInfo.Phase.SLOW_START;

        TcpInfo info() {
            return new TcpInfo(
                    new TcpInfo.RoundTrip(smoothed, Duration.ofMillis(2), ROUND_TRIP),
                    new TcpInfo.Bytes(unacked, notSent, acked),
                    new TcpInfo.Busy(busy, receiverLimited, bufferLimited),
                    phase,
                    0,
                    new TcpInfo.Segments(100, 1));
        }

        Counters queue(long nowUnacked, long nowNotSent) {
            unacked = nowUnacked;
            notSent = nowNotSent;
            return this;
        }

        Counters pass(long millis, long bytes) {
            busy = busy.plusMillis(millis);
            acked += bytes;
            return this;
        }
    }

    private PathMonitor.Transfer transfer() {
        return monitor.transfer("video", Optional.of(counters.info()));
    }

    /** Seconds in which the path is full of bytes. */
    private void fill(double seconds, double bitsPerSecond) {
        counters.queue(2_000_000, 0);
        PathMonitor.Transfer transfer = transfer();
        for (int i = 0; i < Math.round(seconds * 20); i++) {
            transfer.look(counters.pass(50, (long) (bitsPerSecond / 8 / 20)).info());
        }
        transfer.end();
        counters.queue(0, 0);
    }

    private double current() {
        return monitor.currentBitsPerSecond().getAsDouble();
    }

    private Bandwidth sustained() {
        return monitor.sustained().orElseThrow();
    }

    @Test
    void nothingIsKnownBeforeAnythingWasSent() {
        assertThat(monitor.currentBitsPerSecond()).isEmpty();
        assertThat(monitor.sustained()).isEmpty();
        assertThat(monitor.last()).isEmpty();
        assertThat(transfer().path()).isEqualTo(PathState.UNKNOWN);
    }

    @Test
    void aFullPathIsAsFastAsItWas() {
        fill(1, 8e6);
        assertThat(current()).isCloseTo(8e6, within(1.0));
        assertThat(sustained().shortBitsPerSecond()).isCloseTo(8e6, within(1.0));
        assertThat(sustained().longBitsPerSecond()).isCloseTo(8e6, within(1.0));
        assertThat(sustained().knowledge()).isEqualTo(Knowledge.MEASURED);
    }

    @Test
    void aFallIsKnownWithinHalfASecondAndTheLongHorizonRemembers() {
        fill(10, 5e6);
        assertThat(sustained().spreadDoublings()).isLessThan(0.15);
        fill(0.5, 0.3e6);
        assertThat(current()).isLessThan(1.2e6);
        assertThat(sustained().shortBitsPerSecond()).isLessThan(2e6);
        assertThat(sustained().longBitsPerSecond()).isGreaterThan(2.5e6);
        assertThat(sustained().spreadDoublings()).isGreaterThan(0.5);
    }

    @Test
    void aClipThatPassesInAMomentRaisesAnEstimateThatIsFarTooLow() {
        fill(20, 0.3e6);
        PathMonitor.Transfer transfer = transfer();
        transfer.look(counters.queue(14_480, 17_520).info());
        transfer.look(counters.queue(17_520, 0).pass(42, 14_480).info());
        transfer.look(counters.queue(0, 0).pass(20, 17_520).info());
        transfer.end();
        assertThat(sustained().shortBitsPerSecond()).isGreaterThan(1.5e6);
        assertThat(sustained().knowledge()).isEqualTo(Knowledge.AT_LEAST);
    }

    @Test
    void aRoundTripWithoutAcknowledgementsIsNoPathOfZero() {
        PathMonitor.Transfer transfer = transfer();
        transfer.look(counters.queue(80_000, 20_000).info());
        transfer.look(counters.pass(20, 0).info());
        assertThat(monitor.currentBitsPerSecond()).isEmpty();
        transfer.look(counters.queue(0, 0).pass(10, 100_000).info());
        transfer.end();
        assertThat(current()).isGreaterThanOrEqualTo(40e6);
        assertThat(sustained().knowledge()).isEqualTo(Knowledge.AT_LEAST);
    }

    @Test
    void aQueueInThePathDoesNotDelayTheMeasurement() {
        fill(5, 5e6);
        counters.queue(300_000, 0);
        counters.smoothed = Duration.ofMillis(500);
        PathMonitor.Transfer transfer = transfer();
        transfer.look(counters.pass(100, 0).info());
        transfer.look(counters.pass(100, 0).info());
        transfer.look(counters.pass(100, 0).info());
        assertThat(current()).isLessThan(2e6);
    }

    @Test
    void timeThatOurThreadsWaitedDoesNotCount() {
        fill(5, 5e6);
        PathMonitor.Transfer transfer = transfer();
        for (int i = 0; i < 40; i++) {
            // 10 kB every 100 ms; the connection is busy for 35 ms of them.
            transfer.look(counters.queue(10_000, 0).info());
            transfer.look(counters.queue(0, 0).pass(35, 10_000).info());
        }
        transfer.end();
        assertThat(current()).isGreaterThanOrEqualTo(5e6 - 1);
        assertThat(sustained().shortBitsPerSecond()).isGreaterThanOrEqualTo(5e6 - 1);
    }

    @Test
    void timeWithAFullSendBufferDoesNotCount() {
        counters.queue(2_000_000, 0);
        PathMonitor.Transfer transfer = transfer();
        counters.bufferLimited = Duration.ofMillis(50);
        transfer.look(counters.pass(100, 50_000).info());
        assertThat(current()).isCloseTo(8e6, within(1.0));
    }

    @Test
    void slowStartIsALowerBoundAndAFullReceiverIsTheLimit() {
        fill(5, 5e6);
        counters.queue(14_480, 100_000);
        PathMonitor.Transfer starting = transfer();
        starting.look(counters.pass(40, 24_000).info());
        assertThat(current()).isCloseTo(5e6, within(1.0));
        counters.receiverLimited = counters.receiverLimited.plusMillis(900);
        starting.look(counters.pass(1000, 100_000).info());
        assertThat(current()).isLessThan(1e6);
    }

    @Test
    void bytesThatWaitInAvoidanceMeanAFullPath() {
        counters.phase = TcpInfo.Phase.AVOIDANCE;
        counters.queue(10_000, 50_000);
        PathMonitor.Transfer transfer = transfer();
        transfer.look(counters.pass(100, 50_000).info());
        transfer.end();
        assertThat(sustained().knowledge()).isEqualTo(Knowledge.MEASURED);
    }

    @Test
    void soundAndPicturesShareThePath() {
        Counters sound = new Counters();
        counters.queue(2_000_000, 0);
        PathMonitor.Transfer transfer = transfer();
        PathMonitor.Counted counted = monitor.beside("sound", () -> Optional.of(sound.info()));
        sound.pass(50, 25_000);
        transfer.look(counters.pass(100, 25_000).info());
        assertThat(current()).isCloseTo(4e6, within(1.0));
        counted.close();
        transfer.look(counters.pass(100, 50_000).info());
        sound.pass(50, 1_000_000);
        transfer.look(counters.pass(100, 50_000).info());
        assertThat(current()).as("after its end it is not counted").isCloseTo(4e6, within(1.0));
    }

    @Test
    void soundOnTheSameConnectionIsCountedOnce() {
        counters.queue(2_000_000, 0);
        PathMonitor.Transfer transfer = transfer();
        monitor.beside("video", () -> Optional.of(counters.info()));
        transfer.look(counters.pass(100, 50_000).info());
        assertThat(current()).isCloseTo(4e6, within(1.0));
    }

    @Test
    void withoutTheKernelTheTimeAConnectionTakesIsTheMeasure() {
        PathMonitor.Transfer transfer = monitor.transfer("video", Optional.empty());
        transfer.sent(1_000_000, Duration.ofSeconds(2), Optional.empty());
        transfer.end();
        assertThat(current()).isCloseTo(4e6, within(1.0));
        assertThat(transfer.path().queue()).isEqualTo(PathState.Queue.NONE);
    }

    @Test
    void enoughIsWhatAPathCarriesInARoundTripAndAReserve() {
        fill(5, 8e6);
        PathMonitor.Transfer transfer = transfer();
        transfer.look(counters.queue(500_000, 0).info());
        assertThat(transfer.path().queue().bytes()).isEqualTo(500_000);
        assertThat(transfer.path().queue().enough()).hasValue(80_000);
    }

    /** TCP starts: three bursts, the last of 58 kB, and then nothing more to send. */
    private Bandwidth afterASlowStart(Duration waited) {
        PathMonitor.Transfer transfer = transfer();
        counters.smoothed = ROUND_TRIP.plus(waited);
        long burst = 14_480;
        for (int round = 0; round < 3; round++) {
            transfer.look(counters.queue(burst, 0).info());
            transfer.look(counters.queue(0, 0).pass(40, burst).info());
            burst *= 2;
        }
        transfer.end();
        return sustained();
    }

    @Test
    void aPathInWhichNoBurstHasWaitedIsFasterThanItsBursts() {
        double bursts = afterASlowStart(Duration.ofMillis(10)).shortBitsPerSecond();
        double faster =
                new PathMonitorTest().afterASlowStart(Duration.ofMillis(5)).shortBitsPerSecond();
        Bandwidth unlimited = new PathMonitorTest().afterASlowStart(Duration.ZERO);
        assertThat(faster / bursts).isCloseTo(2, within(0.01));
        assertThat(unlimited.shortBitsPerSecond() / bursts).isCloseTo(4, within(0.01));
        assertThat(unlimited.knowledge()).isEqualTo(Knowledge.AT_LEAST);
    }

    @Test
    void burstsThatWaitLaterTakeBackWhatEarlierOnesPromised() {
        double promised = afterASlowStart(Duration.ZERO).shortBitsPerSecond();
        double later = afterASlowStart(Duration.ofMillis(40)).shortBitsPerSecond();
        assertThat(promised / later).isCloseTo(4, within(0.01));
    }

    @Test
    void aPathIsFilledOnceItWasTheLimitOfTheLastTransfer() {
        PathMonitor.Transfer transfer = transfer();
        transfer.look(counters.queue(14_480, 0).info());
        transfer.look(counters.queue(0, 0).pass(40, 14_480).info());
        assertThat(transfer.path().filled()).isFalse();
        transfer.look(counters.queue(500_000, 400_000).info());
        transfer.look(counters.pass(100, 2_000).info());
        transfer.look(counters.pass(100, 2_000).info());
        assertThat(transfer.path().filled()).isTrue();
    }

    @Test
    void aPathThatWasFilledIsAsFastAsItWasThoughNoBurstWaits() {
        fill(2, 2e6);
        assertThat(sustained().shortBitsPerSecond()).isCloseTo(2e6, within(1.0));
    }
}
