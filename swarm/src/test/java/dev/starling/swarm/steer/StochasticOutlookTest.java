package dev.starling.swarm.steer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.swarm.steer.PathModel.Flight;
import dev.starling.swarm.steer.PathModel.Horizons;
import dev.starling.swarm.steer.WayValues.Moves;
import dev.starling.swarm.steer.WayValues.Ways;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link Outlook} on paths that change. */
class StochasticOutlookTest {
    private static final PolicySettings SETTINGS = PolicySettings.DEFAULT;
    private static final double REQUEST_SECONDS = 0.1;
    /** Rates half and twice as high as expected, equally likely. */
    private static final PathModel HALF_OR_TWICE = new PathModel(
            new Horizons(0.8, 0.1, 0.2, 0.2),
            List.of(-1.0, 1.0),
            List.of(0.2, 1.0),
            List.of(List.of(List.of(-1.0, 1.0), List.of(-1.0, 1.0)), List.of(List.of(-1.0, 1.0), List.of(-1.0, 1.0))),
            List.of(new Flight(100, List.of(0.0), List.of(List.of(-1.0, 1.0)))));

    private static final double[] BITS = {1e6, 4e6, 16e6};
    private static final double[] VMAF = {40, 70, 95};
    private static final Ways WAYS = new Ways(BITS, VMAF);

    private static Outlook outlook(int clips, Moves moves) {
        return outlook(clips, moves, REQUEST_SECONDS);
    }

    private static Outlook outlook(int clips, Moves moves, double requestSeconds) {
        Outlook.Choices choices = Outlook.Choices.of(4, BITS, VMAF);
        return Outlook.of(Collections.nCopies(clips, choices), SETTINGS, HALF_OR_TWICE, requestSeconds, moves);
    }

    private static RateHistory.Path path(double bitsPerSecond) {
        return new RateHistory.Path(bitsPerSecond, bitsPerSecond, 0, 0.5);
    }

    @Test
    void theLastClipIsWorthTheMeanOfItsStalls() {
        Outlook outlook = outlook(1, Moves.NEVER);
        // 4 Mbit at 1 or 4 Mbit/s with 2 s of buffer: 4 s or 1 s. The stall is 2 s or none.
        double stall = SETTINGS.prices().waiting().stallSecond() * 2;
        double expected = outlook.expected(0, outlook.belief(path(2e6)), 2, WAYS, 1);
        assertThat(expected).isCloseTo((stall + SETTINGS.buffer(4) + SETTINGS.buffer(5)) / 2, within(1e-6));
    }

    @Test
    void worthRisesWithBufferAndRate() {
        Outlook outlook = outlook(6, Moves.NEVER);
        double before = Double.NEGATIVE_INFINITY;
        for (double buffer = 0; buffer <= 60; buffer += 1.5) {
            double worth = outlook.worth(2, path(1.5e6), buffer, 70);
            assertThat(worth).as("buffer %s", buffer).isGreaterThanOrEqualTo(before - 1e-6);
            before = worth;
        }
        before = Double.NEGATIVE_INFINITY;
        for (double rate = 2e5; rate <= 2e7; rate *= 1.2) {
            double worth = outlook.worth(2, path(rate), 8, 70);
            assertThat(worth).as("rate %s", rate).isGreaterThanOrEqualTo(before - 1e-6);
            before = worth;
        }
    }

    @Test
    void theRequestsOfAllClipsToComeTakeTime() {
        double without = outlook(6, Moves.NEVER, 0).worth(0, path(0.3e6), 4, 70);
        double with = outlook(6, Moves.NEVER, 0.5).worth(0, path(0.3e6), 4, 70);
        // On so slow a path playback stalls for all of their time.
        double stalls = -SETTINGS.prices().waiting().stallSecond() * 0.5;
        assertThat(without - with).isGreaterThan(1.5 * stalls);
    }

    @Test
    void movesInFlightAreNeverWorthLess() {
        Outlook with = outlook(5, new Moves(0.25, 0.5));
        Outlook without = outlook(5, Moves.NEVER);
        boolean better = false;
        for (double rate = 2e5; rate <= 2e7; rate *= 1.5) {
            double moving = with.worth(1, path(rate), 4, 70);
            double staying = without.worth(1, path(rate), 4, 70);
            assertThat(moving).as("rate %s", rate).isGreaterThanOrEqualTo(staying - 1e-3);
            better |= moving > staying + 1;
        }
        assertThat(better).isTrue();
    }
}
