package dev.starling.lab.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.lab.delivery.DeliveredClip.Times;
import dev.starling.lab.delivery.DeliveredSession.Interval;
import dev.starling.lab.delivery.DeliverySimulator.Moves;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.swarm.steer.BlendPlan;
import dev.starling.swarm.steer.CapabilityVector;
import dev.starling.swarm.steer.Policy;
import dev.starling.swarm.steer.StaticPolicy;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.ClusterId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeliverySimulatorTest {
    private static final int SEEDS = 300;
    private static final double NANOSECOND = 1e-9;

    /** A session with everything at random. */
    record Case(long seed, SteeredTitle title, BandwidthTrace trace, DeliverySimulator simulator) {
        static Case of(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Double> rates = new ArrayList<>();
            double rate = random.nextDouble(1e6, 8e6);
            for (int members = random.nextInt(1, 7); members > 0; members--) {
                rates.add(rate);
                rate *= random.nextDouble(0.4, 0.8);
            }
            double audio = random.nextBoolean() ? 0 : random.nextDouble(32e3, 256e3);
            Link link =
                    new Link(random.nextDouble(0.001, 0.3), random.nextDouble(0.5, 1), random.nextDouble(0, 300_000));
            Policy policy = random.nextBoolean() ? StaticPolicy.DEFAULT : randomScores(random.nextLong());
            DeliverySimulator simulator = new DeliverySimulator(
                    link,
                    new StockPlayer(random.nextDouble(1, 40)),
                    policy,
                    CapabilityVector.UNKNOWN,
                    random.nextInt(4) == 0 ? Moves.NEVER : Moves.ALLOWED);
            int clips = random.nextInt(2, 12);
            SteeredTitle title = MadeTitle.of(clips, rates, audio, seed).repeated(random.nextInt(1, 4));
            return new Case(seed, title, trace(random), simulator);
        }

        private static BandwidthTrace trace(SplittableRandom random) {
            BandwidthTrace.Builder trace = new BandwidthTrace.Builder().add(1, 1e6);
            double scale = random.nextDouble(2e5, 1e7);
            for (int periods = random.nextInt(1, 60); periods > 0; periods--) {
                trace.add(random.nextDouble(0.01, 4), random.nextInt(4) == 0 ? 0 : scale * random.nextDouble());
            }
            return trace.build();
        }

        private static Policy randomScores(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            return (offer, client, network) -> {
                Map<ClusterId, Double> scores = new HashMap<>();
                for (Cluster cluster : offer.clusters()) {
                    scores.put(cluster.id(), random.nextDouble());
                }
                return scores;
            };
        }

        DeliveredSession play() {
            return simulator.play(title, trace);
        }

        double halfRoundTrip() {
            return simulator.link().roundTripSeconds() / 2;
        }

        @Override
        public String toString() {
            return "seed " + seed;
        }
    }

    private static Stream<Case> cases() {
        return Stream.iterate(0L, it -> it + 1).limit(SEEDS).map(Case::of);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void bytesAreThePayloadShareOfWhatTheTraceCarriesInTheBusyTime(Case played) {
        DeliveredSession session = played.play();
        int clip = 0;
        double carried = 0;
        for (Interval busy : session.carrying()) {
            Times times = session.clips().get(clip).times();
            if (busy.from() > times.arrival()) {
                assertThat(carried / 8)
                        .isCloseTo((double) session.clips().get(clip).bytes(), within(0.01));
                carried = 0;
                times = session.clips().get(++clip).times();
            }
            assertThat(busy.from()).isGreaterThanOrEqualTo(times.request() + played.halfRoundTrip() - NANOSECOND);
            assertThat(busy.until()).isLessThanOrEqualTo(times.arrival() - played.halfRoundTrip() + NANOSECOND);
            carried += (played.trace().bitsUntil(busy.until()) - played.trace().bitsUntil(busy.from()))
                    * played.simulator().link().payloadShare();
        }
        assertThat(carried / 8).isCloseTo((double) session.clips().getLast().bytes(), within(0.01));
        assertThat(clip).isEqualTo(session.clips().size() - 1);
        assertThat(session.clips())
                .allSatisfy(
                        it -> assertThat(it.bytes()).isGreaterThan(it.outcome().bytes()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void timeIsStartUpAndStallsAndPlaying(Case played) {
        DeliveredSession session = played.play();
        assertThat(session.startUpSeconds() + session.stallSeconds() + session.playedSeconds())
                .isCloseTo(session.wallSeconds(), within(1e-6));
        double before = 0;
        for (DeliveredClip clip : session.clips()) {
            Times times = clip.times();
            double pause = times.request() - before;
            double cap = played.simulator().player().bufferCapSeconds();
            assertThat(pause).isNotNegative();
            assertThat(clip.playback().buffered()).isLessThanOrEqualTo(cap + NANOSECOND);
            if (pause > 0) {
                assertThat(clip.playback().buffered())
                        .as("pauses end at the cap")
                        .isCloseTo(cap, within(1e-6));
            }
            before = times.arrival();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void plansGoDownOnlyAndOnlyWhereMovesAreAllowed(Case played) {
        for (DeliveredClip clip : played.play().clips()) {
            assertThat(clip.delivered().spans().stream().map(BlendPlan.Span::member))
                    .isSortedAccordingTo(Comparator.comparing(ClusterId::value));
            assertThat(clip.delivered().accessUnits()).isEqualTo(clip.planned().accessUnits());
            if (played.simulator().moves() == Moves.NEVER) {
                assertThat(clip.moves()).isEmpty();
            }
            if (clip.moves().isEmpty()) {
                assertThat(clip.delivered()).isEqualTo(clip.planned());
            }
        }
    }

    @Test
    void theSameSessionGivesTheSameResult() {
        for (long seed = 0; seed < 20; seed++) {
            if (Case.of(seed).simulator().policy() instanceof StaticPolicy) {
                assertThat(Case.of(seed).play()).isEqualTo(Case.of(seed).play());
            }
        }
    }

    /** The network and the socket take whole clips at once on the fast ones. */
    @ParameterizedTest
    @ValueSource(doubles = {4e6, 10e6, 20e6, 50e6, 500e6})
    void aSteadyPathAboveTheTitleGetsTheBestMembers(double bitsPerSecond) {
        SteeredTitle title = MadeTitle.of(10, List.of(2e6, 1e6, 0.5e6), 128e3, 1);
        BandwidthTrace trace =
                new BandwidthTrace.Builder().add(1, bitsPerSecond).build();
        DeliverySimulator simulator = new DeliverySimulator(
                Link.DEFAULT, StockPlayer.DEFAULT, StaticPolicy.DEFAULT, CapabilityVector.UNKNOWN, Moves.ALLOWED);
        DeliveredSession session = simulator.play(title, trace);
        assertThat(session.stallSeconds()).isZero();
        assertThat(session.clips().subList(3, 10))
                .allSatisfy(it -> assertThat(it.outcome().quality().vmaf()).isEqualTo(96));
    }
}
