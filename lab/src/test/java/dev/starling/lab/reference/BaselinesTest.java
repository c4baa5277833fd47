package dev.starling.lab.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.lab.Shared;
import dev.starling.lab.policy.AbrPolicy;
import dev.starling.lab.policy.AbrState;
import dev.starling.lab.policy.Bola;
import dev.starling.lab.policy.BufferBased;
import dev.starling.lab.policy.RateBased;
import dev.starling.lab.policy.RobustMpc;
import dev.starling.lab.qoe.Qoe;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.video.ChunkedVideo;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Our baselines and the optimum on the 79 traces of the published logs; docs/results/abr-reference.md has the table.
 */
class BaselinesTest {
    private static final ReferencePlayer PLAYER = ReferencePlayer.PENSIEVE;
    /** A policy that looks at five chunks sees the same as its published log from here on. */
    private static final int FIRST_WITH_WHOLE_WINDOW = 5;

    private static double mean(AbrPolicy policy) throws IOException {
        ChunkedVideo video = Shared.envivio();
        double sum = 0;
        for (PublishedLog log : Published.logsOf("comyco")) {
            sum += PLAYER.play(video, Published.trace(log), policy).meanQoe(Qoe.COMYCO_V);
        }
        return sum / Published.TRACES;
    }

    @Test
    void baselinesHaveTheRecordedMeans() throws IOException {
        assertThat(mean(new RateBased())).isCloseTo(42.187, within(0.001));
        assertThat(mean(new BufferBased())).isCloseTo(44.253, within(0.001));
        assertThat(mean(new Bola())).isCloseTo(40.899, within(0.001));
        assertThat(mean(new RobustMpc(Qoe.COMYCO_V))).isCloseTo(46.545, within(0.001));
    }

    /** The published program counts 1024 bits as a kilobit, and its first estimates are those of the trace before. */
    @Test
    void rateBasedDecidesAsPublishedOnceItsUnitAndHistoryAreTheSame() throws IOException {
        ChunkedVideo video = Shared.envivio();
        AbrPolicy rateBased = new RateBased();
        AtomicInteger decisions = new AtomicInteger();
        for (PublishedLog log : Published.logsOf("rate-based")) {
            PLAYER.play(video, Published.trace(log), state -> {
                int published = log.rung(state.nextChunk());
                if (state.nextChunk() >= FIRST_WITH_WHOLE_WINDOW) {
                    assertThat(rateBased.choose(new Faster(state, 1.024)))
                            .as("chunk %d of %s", state.nextChunk(), log.trace())
                            .isEqualTo(published);
                    decisions.incrementAndGet();
                }
                return published;
            });
        }
        assertThat(decisions).hasValue(Published.TRACES * 43);
    }

    /** A state in which every throughput is higher by a factor. */
    private record Faster(AbrState state, double factor) implements AbrState {
        @Override
        public ChunkedVideo video() {
            return state.video();
        }

        @Override
        public int nextChunk() {
            return state.nextChunk();
        }

        @Override
        public double bufferSeconds() {
            return state.bufferSeconds();
        }

        @Override
        public double bufferCapSeconds() {
            return state.bufferCapSeconds();
        }

        @Override
        public int rung(int chunk) {
            return state.rung(chunk);
        }

        @Override
        public double downloadSeconds(int chunk) {
            return state.downloadSeconds(chunk) / factor;
        }

        @Override
        public double bits(int chunk) {
            return state.bits(chunk);
        }

        @Override
        public double vmaf(int chunk) {
            return state.vmaf(chunk);
        }
    }

    @Test
    void noPublishedSchemeBeatsTheOptimumAndHalvingItsStepChangesItLittle() throws IOException {
        ChunkedVideo video = Shared.envivio();
        List<PublishedLog> logs = Published.logsOf("comyco");
        double coarse = 0;
        double fine = 0;
        double comyco = 0;
        int traces = 0;
        for (int i = 0; i < logs.size(); i += 5) {
            PublishedLog log = logs.get(i);
            BandwidthTrace trace = Published.trace(log);
            double step = OfflineOptimum.DEFAULT_STEP_SECONDS;
            double ofCoarse = optimum(video, trace, step);
            assertThat(ofCoarse).as(log.trace()).isGreaterThan(log.qoeV() - 0.01);
            coarse += ofCoarse;
            fine += optimum(video, trace, step / 2);
            comyco += log.qoeV();
            traces++;
        }
        assertThat(coarse / traces).isCloseTo(fine / traces, within(0.01));
        assertThat(coarse / traces - comyco / traces).isBetween(3.5, 5.0);
    }

    private static double optimum(ChunkedVideo video, BandwidthTrace trace, double step) {
        OfflineOptimum optimum = new OfflineOptimum(PLAYER, Qoe.COMYCO_V, step);
        return PLAYER.play(video, trace, optimum.policy(video, trace)).meanQoe(Qoe.COMYCO_V);
    }
}
