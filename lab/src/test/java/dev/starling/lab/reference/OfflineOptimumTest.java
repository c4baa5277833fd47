package dev.starling.lab.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.lab.qoe.Qoe;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.video.ChunkedVideo;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OfflineOptimumTest {
    private static final ReferencePlayer PLAYER = ReferencePlayer.PENSIEVE;
    private static final int CHUNKS = 8;
    private static final int RUNGS = 3;

    @Test
    void findsWhatExhaustiveSearchFinds() {
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            ChunkedVideo video = video(random);
            BandwidthTrace trace = trace(random);
            OfflineOptimum optimum = new OfflineOptimum(PLAYER, Qoe.COMYCO_V, 0.01);
            double found =
                    PLAYER.play(video, trace, optimum.policy(video, trace)).meanQoe(Qoe.COMYCO_V);
            assertThat(found).as("seed %d", seed).isCloseTo(best(video, trace), within(0.05));
        }
    }

    private static double best(ChunkedVideo video, BandwidthTrace trace) {
        double best = Double.NEGATIVE_INFINITY;
        int sequences = (int) Math.pow(RUNGS, CHUNKS - 1);
        for (int sequence = 0; sequence < sequences; sequence++) {
            int digits = sequence;
            best = Math.max(
                    best,
                    PLAYER.play(video, trace, state -> (int) (digits / Math.pow(RUNGS, state.nextChunk() - 1)) % RUNGS)
                            .meanQoe(Qoe.COMYCO_V));
        }
        return best;
    }

    private static ChunkedVideo video(Random random) {
        List<ChunkedVideo.Rung> ladder = new ArrayList<>();
        for (int rung = 0; rung < RUNGS; rung++) {
            List<Long> bytes = new ArrayList<>();
            List<Double> vmaf = new ArrayList<>();
            for (int chunk = 0; chunk < CHUNKS; chunk++) {
                bytes.add(Math.round(150_000 * Math.pow(3, rung) * (0.7 + 0.6 * random.nextDouble())));
                vmaf.add(30 + 25 * rung + 15 * random.nextDouble());
            }
            ladder.add(new ChunkedVideo.Rung(bytes, vmaf));
        }
        return new ChunkedVideo(4, ladder);
    }

    private static BandwidthTrace trace(Random random) {
        BandwidthTrace.Builder trace = new BandwidthTrace.Builder();
        for (int i = 0; i < 40; i++) {
            trace.add(0.5 + random.nextDouble(), random.nextInt(5) == 0 ? 0 : 3e6 * random.nextDouble());
        }
        return trace.build();
    }
}
