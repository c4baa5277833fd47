package dev.starling.lab.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.swarm.steer.ClipSteering;
import dev.starling.swarm.steer.TcpInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SenderSocketTest {
    private static final double STEP = 0.0002;

    /** The same socket in small steps of time, without any formula. */
    private static final class Stepped {
        private final BandwidthTrace trace;
        private final Link link;
        private final List<Double> carriedAt = new ArrayList<>();
        private double written;
        private double carried;
        private double busy;
        private double window = 14_480;
        private double allowed;
        private double roundFrom;
        private double nextRoundAt = Double.POSITIVE_INFINITY;

        Stepped(BandwidthTrace trace, Link link) {
            this.trace = trace;
            this.link = link;
        }

        double now() {
            return carriedAt.size() * STEP;
        }

        void write(double bytes) {
            if (acked() >= written) {
                allowed = written + window;
                roundFrom = written;
                nextRoundAt = Double.POSITIVE_INFINITY;
            }
            written += bytes;
        }

        /** The next round starts a round trip after the first byte of this one has left, if it is used up. */
        private void rounds() {
            if (nextRoundAt == Double.POSITIVE_INFINITY && written > roundFrom && carried >= roundFrom) {
                nextRoundAt = now() + link.roundTripSeconds();
            }
            if (written > allowed && now() >= nextRoundAt) {
                window *= 2;
                roundFrom = allowed;
                allowed += window;
                nextRoundAt = Double.POSITIVE_INFINITY;
            }
        }

        void step() {
            rounds();
            carriedAt.add(carried);
            busy += acked() < written ? STEP : 0;
            double bits = trace.bitsUntil(now()) - trace.bitsUntil(now() - STEP);
            carried = Math.min(Math.min(written, allowed), carried + bits * link.payloadShare() / 8);
        }

        double acked() {
            int ago = (int) Math.round(link.roundTripSeconds() / STEP);
            return ago > carriedAt.size() - 1 ? 0 : carriedAt.get(carriedAt.size() - ago);
        }

        double unsent() {
            return written - Math.min(Math.min(written, allowed), carried + link.queueBytes());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithASimulationInSmallSteps(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BandwidthTrace.Builder builder = new BandwidthTrace.Builder();
        for (int i = 0; i < 20; i++) {
            builder.add(random.nextDouble(0.05, 1), random.nextInt(4) == 0 ? 0 : 6e6 * random.nextDouble());
        }
        Link link = new Link(0.08, 0.95, 40_000);
        BandwidthTrace trace = builder.build();
        Stepped stepped = new Stepped(trace, link);
        SenderSocket exact = new SenderSocket(trace, link);
        for (int i = 0; i < 60; i++) {
            long bytes = random.nextInt(100, 120_000);
            exact.write(bytes, stepped.now());
            stepped.write((double) bytes);
            double writable = exact.writableAt(stepped.now());
            while (stepped.unsent() > ClipSteering.MAX_UNSENT_BYTES) {
                stepped.step();
            }
            assertThat(stepped.now()).isCloseTo(writable, within(0.01));
            int pause = random.nextInt(3) == 0 ? random.nextInt(1200) : 1;
            for (int steps = 0; steps < pause; steps++) {
                stepped.step();
            }
            TcpInfo info = exact.tcpInfo(stepped.now());
            assertThat((double) info.bytes().acked()).isCloseTo(stepped.acked(), within(500.0));
            assertThat((double) info.bytes().notSent()).isCloseTo(stepped.unsent(), within(500.0));
            assertThat((double) info.bytes().queued()).isCloseTo(stepped.written - stepped.acked(), within(500.0));
            assertThat(info.busy().total().toNanos() / 1e9).isCloseTo(stepped.busy, within(0.001 * (i + 5)));
            assertThat(info.roundTrip().smoothed().toNanos() / 1e9).isGreaterThanOrEqualTo(0.08);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e6, 4e6})
    void aFullQueueAddsItsTimeToTheRoundTrip(double bitsPerSecond) {
        Link link = new Link(0.04, 1, 50_000);
        SenderSocket socket = new SenderSocket(
                new BandwidthTrace.Builder().add(1, bitsPerSecond).build(), link);
        socket.write(9_000_000, 0);
        double queue = 50_000 * 8 / bitsPerSecond;
        double smoothed = socket.tcpInfo(4).roundTrip().smoothed().toNanos() / 1e9;
        assertThat(smoothed).isCloseTo(0.04 + queue, within(1e-6));
    }
}
