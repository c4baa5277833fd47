package dev.starling.lab.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.lab.trace.TraceFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClusterBootstrapTest {
    private static SessionFigures session(String log, double qoeV) {
        TraceFile trace = new TraceFile(Path.of("x"), "family", log);
        return new SessionFigures(trace, "bba", Map.of(SessionFigures.Figure.QOE_V, qoeV));
    }

    private static ClusterBootstrap.Estimate estimate(List<SessionFigures> sessions) {
        return new ClusterBootstrap(1).estimate(sessions, SessionFigures.Figure.QOE_V);
    }

    @Test
    void theIntervalOfIndependentTracesIsAboutTwoStandardErrorsWide() {
        Random random = new Random(3);
        List<SessionFigures> sessions = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            sessions.add(session("log " + i, 50 + 10 * random.nextGaussian()));
        }
        ClusterBootstrap.Interval interval = estimate(sessions).interval().orElseThrow();
        assertThat(interval.high() - interval.low()).isCloseTo(2 * 1.96 * 10 / 20, within(0.2));
        assertThat(estimate(sessions)).isEqualTo(estimate(sessions));
    }

    @Test
    void copiesOfATraceDoNotNarrowTheInterval() {
        List<SessionFigures> once = new ArrayList<>();
        List<SessionFigures> tenTimes = new ArrayList<>();
        for (int log = 0; log < 20; log++) {
            for (int copy = 0; copy < 10; copy++) {
                tenTimes.add(session("log " + log, log));
            }
            once.add(session("log " + log, log));
        }
        ClusterBootstrap.Interval ofOnce = estimate(once).interval().orElseThrow();
        ClusterBootstrap.Interval ofTen = estimate(tenTimes).interval().orElseThrow();
        assertThat(ofTen.low()).isCloseTo(ofOnce.low(), within(1e-9));
        assertThat(ofTen.high()).isCloseTo(ofOnce.high(), within(1e-9));
    }

    @Test
    void fewLogsHaveNoInterval() {
        List<SessionFigures> sessions = List.of(session("a", 1), session("a", 2), session("b", 6));
        assertThat(estimate(sessions).mean()).isEqualTo(3);
        assertThat(estimate(sessions).interval()).isEmpty();
    }
}
