package dev.starling.lab.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.lab.player.DashJs;
import dev.starling.lab.player.HlsJs;
import dev.starling.lab.player.PlayerRule;
import dev.starling.lab.player.PlayerRule.Moment;
import dev.starling.lab.player.PlayerRule.Progress;
import dev.starling.lab.player.PlayerRule.Request;
import dev.starling.lab.player.PlayerRule.Times;
import dev.starling.lab.player.StockRule;
import dev.starling.lab.policy.BufferBased;
import dev.starling.lab.qoe.Qoe;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.video.ChunkedVideo;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StockRulesTest {
    private static final List<Integer> KILOBITS = List.of(300, 750, 1200, 1850, 2850, 4300);
    private static final int CHUNKS = 30;
    /** Chunks of 4 s of constant bitrate. */
    private static final ChunkedVideo VIDEO = new ChunkedVideo(
            4,
            KILOBITS.stream()
                    .map(it -> new ChunkedVideo.Rung(
                            LongStream.generate(() -> it * 500L)
                                    .limit(CHUNKS)
                                    .boxed()
                                    .toList(),
                            IntStream.range(0, CHUNKS)
                                    .mapToObj(_ -> 30 + 10.0 * KILOBITS.indexOf(it))
                                    .toList()))
                    .toList());

    private static BandwidthTrace steady(double bitsPerSecond) {
        return new BandwidthTrace.Builder().add(10, bitsPerSecond).build();
    }

    /** A chunk that has arrived, without a round trip. */
    private static Progress arrived(int rung, double seconds) {
        double bytes = VIDEO.bytes(0, rung);
        return new Progress(rung, bytes, bytes, new Times(seconds, 0));
    }

    private static Progress loading(int rung, double share, double seconds) {
        double bytes = VIDEO.bytes(0, rung);
        return new Progress(rung, share * bytes, bytes, new Times(seconds, 0));
    }

    private static Moment at(int chunk, double buffer) {
        return new Moment(100, chunk, buffer);
    }

    private static String rungs(PlayerRule rule, BandwidthTrace trace) {
        Playback playback = ReferencePlayer.PENSIEVE.play(VIDEO, trace, rule);
        return IntStream.range(0, CHUNKS)
                .mapToObj(it -> Integer.toString(playback.rung(it)))
                .collect(Collectors.joining());
    }

    /** The rule that chooses as a policy does, to compare the two ways of playing. */
    private static PlayerRule fixed(int[] rungs) {
        return new PlayerRule() {
            @Override
            public Request next(Moment now) {
                return new Request(rungs[now.chunk()], 0);
            }

            @Override
            public void arrived(Moment now, Progress chunk, double stallSeconds) {
                // It measures nothing.
            }

            @Override
            public OptionalInt abandon(Moment now, Progress chunk) {
                return OptionalInt.empty();
            }

            @Override
            public OptionalDouble estimate() {
                return OptionalDouble.empty();
            }

            @Override
            public double bufferCapSeconds(int rung) {
                return 60;
            }
        };
    }

    @Test
    void theSessionLoopPlaysAsTheReferencePlayerDoes() {
        BandwidthTrace trace = new BandwidthTrace.Builder()
                .add(7, 3e6)
                .add(5, 0.2e6)
                .add(3, 9e6)
                .add(11, 1.3e6)
                .build();
        Playback expected = ReferencePlayer.PENSIEVE.play(VIDEO, trace, new BufferBased());
        int[] rungs = IntStream.range(0, CHUNKS).map(expected::rung).toArray();
        Playback played = ReferencePlayer.PENSIEVE.play(VIDEO, trace, fixed(rungs));
        assertThat(played.meanQoe(Qoe.COMYCO_V)).isCloseTo(expected.meanQoe(Qoe.COMYCO_V), within(1e-9));
        for (int chunk = 0; chunk < CHUNKS; chunk++) {
            assertThat(played.downloadSeconds(chunk)).isCloseTo(expected.downloadSeconds(chunk), within(1e-9));
            assertThat(played.bufferSeconds(chunk)).isCloseTo(expected.bufferSeconds(chunk), within(1e-9));
            assertThat(played.requestSeconds(chunk)).isCloseTo(expected.requestSeconds(chunk), within(1e-9));
        }
    }

    @ParameterizedTest
    @EnumSource
    void onASteadyPathARuleSettlesOnWhatItCarriesAndDoesNotStall(StockRule rule) {
        Playback playback = ReferencePlayer.PENSIEVE.play(VIDEO, steady(2.5e6), rule.create(VIDEO));
        assertThat(playback.stallSeconds()).isZero();
        for (int chunk = CHUNKS / 2; chunk < CHUNKS; chunk++) {
            // 95 % of 2.5 Mbit/s are payload: 1.85 Mbit/s fit, 2.85 do not.
            assertThat(playback.rung(chunk)).as("%d", chunk).isBetween(2, 4);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyRuleTakesTheLowestRungOnASlowPathAndTheHighestOnAFastOne(StockRule rule) {
        assertThat(rungs(rule.create(VIDEO), steady(200_000))).endsWith("0".repeat(CHUNKS / 2));
        assertThat(rungs(rule.create(VIDEO), steady(50_000_000))).endsWith("5".repeat(CHUNKS / 2));
    }

    @Test
    void hlsJsStartsWithWhat500KilobitsCarry() {
        // 300 kbit/s fit into 500; 4 s of them take 2.5 s and the first byte 0.1 s: less than the 4 s allowed.
        assertThat(new HlsJs(VIDEO).next(at(0, 0)).rung()).isZero();
    }

    @Test
    void hlsJsTakesSeventyPercentUpwardsAndNinetyFiveDownwards() {
        for (double megabits : new double[] {1.7, 1.72}) {
            HlsJs rule = new HlsJs(VIDEO);
            rule.arrived(at(0, 20), arrived(1, VIDEO.bits(0, 1) / (megabits * 1e6)), 0);
            // Rung 2 has 1.2 Mbit/s: 0.7 · 1.714.
            assertThat(rule.next(at(1, 20)).rung()).isEqualTo(megabits > 1.714 ? 2 : 1);
        }
        for (double megabits : new double[] {1.26, 1.27}) {
            HlsJs rule = new HlsJs(VIDEO);
            rule.arrived(at(0, 20), arrived(2, VIDEO.bits(0, 2) / (megabits * 1e6)), 0);
            assertThat(rule.next(at(1, 20)).rung()).isEqualTo(megabits > 1.263 ? 2 : 1);
        }
    }

    @Test
    void hlsJsEstimatesTheLowerOneOfItsTwoMeans() {
        HlsJs rule = new HlsJs(VIDEO);
        double seconds = 2;
        rule.arrived(at(0, 20), arrived(1, seconds), 0);
        double first = VIDEO.bits(0, 1) / seconds;
        assertThat(rule.estimate()).hasValueCloseTo(first, within(1e-6));
        rule.arrived(at(1, 20), arrived(5, seconds), 0);
        double second = VIDEO.bits(0, 5) / seconds;
        // Half-lives of 3 and 9 s; both samples weigh 2 s. Upwards the slow mean is the lower one.
        double kept = Math.pow(0.5, seconds / 9);
        double slow = (kept * (1 - kept) * first + (1 - kept) * second) / (1 - kept * kept);
        assertThat(rule.estimate()).hasValueCloseTo(slow, within(1e-6));
    }

    @Test
    void hlsJsAbandonsWhatWouldArriveTooLate() {
        HlsJs rule = new HlsJs(VIDEO);
        rule.arrived(at(0, 4), arrived(4, 2), 0);
        // After 2.5 of 4 s, a tenth has come: 1.14 of 11.4 Mbit in 2.5 s; the rest would take 22.5 s.
        assertThat(rule.abandon(at(1, 20), loading(4, 0.1, 1.9))).isEmpty();
        assertThat(rule.abandon(at(1, 25), loading(4, 0.1, 2.5))).isEmpty();
        assertThat(rule.abandon(at(1, 3), loading(4, 0.1, 2.5))).hasValue(0);
        // At half the rate of rung 2 nothing is gained from rung 1: hls.js does not look at rung 0.
        assertThat(new HlsJs(VIDEO).abandon(at(1, 1), loading(1, 0.1, 2.5))).isEmpty();
        assertThat(StockRule.HLS_JS_NO_ABANDON.create(VIDEO).abandon(at(1, 1), loading(4, 0.1, 2.5)))
                .isEmpty();
    }

    @Test
    void dashJsStartsWithAMegabitAndFollowsNinetyPercentOfTheThroughput() {
        DashJs rule = new DashJs(VIDEO, DashJs.Rules.DYNAMIC);
        assertThat(rule.next(at(0, 0)).rung()).isEqualTo(1);
        rule.arrived(at(0, 4), arrived(1, VIDEO.bits(0, 1) / 2e6), 0);
        // 1.8 Mbit/s: below rung 3, which has 1.85.
        assertThat(rule.next(at(1, 4)).rung()).isEqualTo(2);
        rule.arrived(at(1, 8), arrived(2, VIDEO.bits(1, 2) / 20e6), 0);
        assertThat(rule.next(at(2, 8)).rung()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void bolaKeepsItsRungWhileThePlaceholderFillsTheBuffer() {
        DashJs rule = new DashJs(VIDEO, DashJs.Rules.BOLA_E);
        rule.next(at(0, 0));
        rule.arrived(at(0, 4), arrived(1, VIDEO.bits(0, 1) / 5e6), 0);
        assertThat(rule.next(at(1, 4)).rung()).isEqualTo(5);
        rule.arrived(at(1, 8), arrived(5, 0.5), 0);
        assertThat(rule.next(at(2, 8)).rung()).isEqualTo(5);
    }

    @Test
    void bolaWaitsRatherThanFillTheBufferWithALowRung() {
        DashJs rule = new DashJs(VIDEO, DashJs.Rules.BOLA_E);
        rule.next(at(0, 0));
        rule.arrived(at(0, 4), arrived(1, VIDEO.bits(0, 1) / 0.9e6), 0);
        rule.next(at(1, 4));
        rule.arrived(at(1, 40), arrived(1, VIDEO.bits(0, 1) / 0.9e6), 0);
        // BOLA-O holds rung 1, and 40 s of it are more than it wants.
        Request request = rule.next(at(2, 40));
        assertThat(request.rung()).isEqualTo(1);
        assertThat(request.pauseSeconds()).isBetween(10.0, 40.0);
    }

    @Test
    void theInsufficientBufferRuleLimitsAThinBuffer() {
        DashJs dynamic = new DashJs(VIDEO, DashJs.Rules.DYNAMIC);
        DashJs all = new DashJs(VIDEO, DashJs.Rules.ALL);
        for (DashJs rule : List.of(dynamic, all)) {
            rule.next(at(0, 0));
            for (int chunk = 0; chunk < 2; chunk++) {
                rule.arrived(at(chunk, 4), arrived(2, VIDEO.bits(0, 2) / 4e6), 0);
            }
        }
        // 0.9 · 4 Mbit/s, and with a quarter of a chunk in the buffer 0.7 · 4 / 4.
        assertThat(dynamic.next(at(2, 1)).rung()).isEqualTo(4);
        assertThat(all.next(at(2, 1)).rung()).isZero();
    }

    @Test
    void dashJsAbandonsOnceAChunkWouldTakeNearlyTwiceItsDuration() {
        DashJs rule = new DashJs(VIDEO, DashJs.Rules.ALL);
        rule.next(at(0, 0));
        rule.arrived(at(0, 8), arrived(4, 2), 0);
        // Ten percent a second: 10 s for a chunk of 4 s, whose rate is 1.14 Mbit/s.
        assertThat(rule.abandon(at(1, 8), loading(4, 0.04, 0.4))).isEmpty();
        assertThat(rule.abandon(at(1, 19), loading(4, 0.1, 1))).isEmpty();
        assertThat(rule.abandon(at(1, 8), loading(4, 0.14, 1))).isEmpty();
        assertThat(rule.abandon(at(1, 8), loading(4, 0.1, 1))).hasValue(1);
        // Once a chunk.
        assertThat(rule.abandon(at(1, 8), loading(1, 0.1, 3))).isEmpty();
    }

    @Test
    void abandoningShortensTheStallOfAPathThatCollapses() {
        BandwidthTrace collapsing = new BandwidthTrace.Builder()
                .add(20, 6e6)
                .add(60, 0.4e6)
                .add(200, 6e6)
                .build();
        for (StockRule rule : List.of(StockRule.HLS_JS, StockRule.DASH_JS, StockRule.DYNAMIC)) {
            Playback with = ReferencePlayer.PENSIEVE.play(VIDEO, collapsing, rule.create(VIDEO));
            Playback without = ReferencePlayer.PENSIEVE.play(
                    VIDEO, collapsing, rule.create(VIDEO).withoutAbandoning());
            assertThat(with.stallSeconds()).as("%s", rule).isLessThanOrEqualTo(without.stallSeconds());
            assertThat(IntStream.range(0, CHUNKS)
                            .mapToObj(with::abandoned)
                            .mapToInt(List::size)
                            .sum())
                    .as("%s", rule)
                    .isPositive();
        }
    }
}
