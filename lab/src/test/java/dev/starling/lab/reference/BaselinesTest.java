package dev.starling.lab.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.lab.Shared;
import dev.starling.lab.policy.AbrPolicy;
import dev.starling.lab.policy.Bola;
import dev.starling.lab.policy.BufferBased;
import dev.starling.lab.policy.RateBased;
import dev.starling.lab.policy.RobustMpc;
import dev.starling.lab.qoe.Qoe;
import dev.starling.lab.video.ChunkedVideo;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class BaselinesTest {
    private void compare(String name, AbrPolicy policy, List<PublishedLog> logs) throws IOException {
        ChunkedVideo video = Shared.envivio();
        double q = 0, st = 0, sp = 0, qp = 0, v = 0, sw = 0; int same = 0, sameLate = 0;
        for (PublishedLog log : logs) {
            Playback p = ReferencePlayer.PENSIEVE.play(video, log.path(), policy);
            q += p.meanQoe(Qoe.COMYCO_V); qp += log.qoeV(); st += p.stallSeconds(); sp += log.stallSeconds(); v += p.meanVmaf(); sw += p.switches();
            // identical decisions on the published states
            int[] hits = new int[2];
            ReferencePlayer.PENSIEVE.play(video, log.path(), s -> {
                int want = log.rungs().charAt(s.nextChunk()) - '0';
                if (policy.choose(s) == want) { hits[0]++; if (s.nextChunk() >= 5) hits[1]++; }
                return want; });
            same += hits[0]; sameLate += hits[1];
        }
        int n = logs.size();
        System.out.printf(Locale.ROOT, "%s ours %.3f published %.3f stalls %.3f/%.3f vmaf %.2f switches %.1f same %.4f late %.4f%n", name, q / n, qp / n, st / n, sp / n, v/n, sw/n, same / 47.0 / n, sameLate/43.0/n);
    }

    @Test
    void t() throws IOException {
        compare("rate", new RateBased(), PublishedLog.of("rate-based"));
        compare("bola", new Bola(), PublishedLog.of("bola"));
        compare("bba", new BufferBased(), PublishedLog.of("bola"));
        compare("mpc", new RobustMpc(Qoe.COMYCO_V), PublishedLog.of("robust-mpc"));
        for (double step : new double[] {0.2, 0.1, 0.05}) {
            long t = System.nanoTime();
            double sum = 0; double comyco = 0;
            ChunkedVideo video = Shared.envivio();
            for (PublishedLog log : PublishedLog.of("comyco")) {
                var trace = log.path();
                double q = ReferencePlayer.PENSIEVE.play(video, trace, new OfflineOptimum(ReferencePlayer.PENSIEVE, Qoe.COMYCO_V, step).policy(video, trace)).meanQoe(Qoe.COMYCO_V);
                assertThat(q).isGreaterThanOrEqualTo(log.qoeV() - 0.05);
                sum += q; comyco += log.qoeV();
            }
            System.out.printf("optimum %.3f: %.4f (+%.4f) %.1f s%n", step, sum / 79, (sum - comyco) / 79, (System.nanoTime() - t) / 1e9);
        }
    }
}
