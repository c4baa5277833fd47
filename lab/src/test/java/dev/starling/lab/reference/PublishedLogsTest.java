package dev.starling.lab.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.lab.Shared;
import dev.starling.lab.qoe.Qoe;
import dev.starling.lab.video.ChunkedVideo;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The decisions of published schemes, replayed on the same traces, give the published figures. */
class PublishedLogsTest {
    @ParameterizedTest
    @CsvSource({
        "bola, 43.766",
        "rate-based, 42.699",
        "robust-mpc, 47.771",
        "pitree, 47.492",
        "pensieve, 49.070",
        "comyco, 50.112"
    })
    void replayedDecisionsGiveThePublishedQualityAndStalls(String scheme, double publishedMean) throws IOException {
        ChunkedVideo video = Shared.envivio();
        List<PublishedLog> logs = Published.logsOf(scheme);
        assertThat(logs).hasSize(Published.TRACES);
        // RobustMPC's log rounds sizes to whole bytes while downloading: its times differ by up to 1.7 ms.
        boolean rounded = scheme.equals("robust-mpc");
        double sum = 0;
        for (PublishedLog log : logs) {
            Playback playback = ReferencePlayer.PENSIEVE.play(video, Published.trace(log), log.decisions());
            assertThat(playback.meanQoe(Qoe.COMYCO_V))
                    .as("%s on %s", scheme, log.trace())
                    .isCloseTo(log.qoeV(), within(rounded ? 0.003 : 1e-6));
            assertThat(playback.stallSeconds())
                    .as("stalls of %s on %s", scheme, log.trace())
                    .isCloseTo(log.stallSeconds(), within(rounded ? 0.005 : 1e-4));
            sum += playback.meanQoe(Qoe.COMYCO_V);
        }
        assertThat(sum / logs.size()).isCloseTo(publishedMean, within(0.0006));
    }

    @Test
    void linearQualityCountsMegabitsChangesAndStalls() throws IOException {
        ChunkedVideo video = Shared.envivio();
        PublishedLog log = Published.logsOf("comyco").getFirst();
        Playback playback = ReferencePlayer.PENSIEVE.play(video, Published.trace(log), log.decisions());
        double[] megabits = {0.3, 0.75, 1.2, 1.85, 2.85, 4.3};
        double sum = 0;
        for (int chunk = 1; chunk < 48; chunk++) {
            double now = megabits[log.rung(chunk)];
            double before = megabits[log.rung(chunk - 1)];
            sum += now - Math.abs(now - before) - 4.3 * playback.stallSeconds(chunk);
        }
        assertThat(playback.meanQoe(Qoe.LINEAR)).isCloseTo(sum / 47, within(1e-9));
    }
}
