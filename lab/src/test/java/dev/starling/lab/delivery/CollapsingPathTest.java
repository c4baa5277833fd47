package dev.starling.lab.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.lab.delivery.DeliverySimulator.Moves;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.swarm.steer.CapabilityVector;
import dev.starling.swarm.steer.StaticPolicy;
import dev.starling.swarm.title.ClusterId;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Check 4 of the steering: what {@code swarm.steer} does today when a path collapses in mid-clip. The bounds that it
 * should keep are in {@code docs/results/delivery.md}; the assertions are what holds.
 */
class CollapsingPathTest {
    private static final List<Double> RATES = List.of(4e6, 2.4e6, 1.4e6, 0.8e6, 0.45e6, 0.13e6);
    private static final double SOUND = 64e3;
    private static final double FAST = 5e6;
    private static final int CLIPS = 45;
    /** The clip requested 20.5 s after the start is half sent. */
    private static final double FALL = 20.9;

    private static final double LOW_SECONDS = 20;

    private static DeliveredSession play(double bufferCap, double low, double lowSeconds, Moves moves) {
        BandwidthTrace trace = new BandwidthTrace.Builder()
                .add(FALL, FAST)
                .add(lowSeconds, low)
                .add(100, FAST)
                .build();
        return new DeliverySimulator(
                        Link.DEFAULT, new StockPlayer(bufferCap), new StaticPolicy(), CapabilityVector.UNKNOWN, moves)
                .play(MadeTitle.of(CLIPS, RATES, SOUND, 1), trace, 1);
    }

    private static double firstMoveAfter(DeliveredSession session, double time) {
        return session.clips().stream()
                .flatMap(it -> it.moves().stream())
                .mapToDouble(DeliveredClip.Move::seconds)
                .filter(it -> it >= time)
                .min()
                .orElseThrow();
    }

    private static DeliveredClip inFlight(DeliveredSession session, double time) {
        return session.clips().stream()
                .filter(it -> it.times().request() < time && it.times().arrival() > time)
                .findFirst()
                .orElseThrow();
    }

    /** The bounds: a move within 0.5 s, and no stall. */
    @Test
    void aFallTo300KilobitsIsNoticedAfterTwoSecondsAndStallsForTwo() {
        DeliveredSession session = play(4, 0.3e6, LOW_SECONDS, Moves.ALLOWED);
        assertThat(inFlight(session, FALL).playback().buffered()).isCloseTo(4, within(1e-6));
        assertThat(inFlight(session, FALL).delivered().spans().getLast().member())
                .isEqualTo(MadeTitle.id(RATES.size() - 1));
        assertThat(firstMoveAfter(session, FALL) - FALL).isCloseTo(2.12, within(0.01));
        assertThat(session.stallSeconds()).isCloseTo(1.93, within(0.01));
        assertThat(inFlight(session, FALL).playback().stall())
                .as("the clip in flight stalls, no later one")
                .isCloseTo(session.stallSeconds(), within(1e-9));
    }

    @Test
    void withoutMovesTheStallIsASecondLonger() {
        double allowed = play(4, 0.3e6, LOW_SECONDS, Moves.ALLOWED).stallSeconds();
        double never = play(4, 0.3e6, LOW_SECONDS, Moves.NEVER).stallSeconds();
        assertThat(never - allowed).isCloseTo(1.12, within(0.02));
    }

    /** The bound: two clips. */
    @Test
    void whenThePathIsBackTheOldQualityDoesNotReturn() {
        DeliveredSession session = play(4, 0.3e6, LOW_SECONDS, Moves.ALLOWED);
        ClusterId before = inFlight(session, FALL).planned().memberAt(0);
        assertThat(before).isEqualTo(MadeTitle.id(2));
        List<ClusterId> after = session.clips().stream()
                .filter(it -> it.times().request() > FALL + LOW_SECONDS)
                .map(it -> it.delivered().memberAt(0))
                .toList();
        assertThat(after).hasSize(24);
        assertThat(after.indexOf(MadeTitle.id(3))).as("one below").isEqualTo(5);
        assertThat(after).doesNotContain(MadeTitle.id(0), MadeTitle.id(1), MadeTitle.id(2));
    }

    /** The bound: no stall. */
    @Test
    void sevenSecondsOf20KilobitsDoNotStallWithTenSecondsOfBuffer() {
        DeliveredSession session = play(10, 0.02e6, 7, Moves.ALLOWED);
        assertThat(inFlight(session, FALL).playback().buffered()).isCloseTo(10, within(1e-6));
        assertThat(session.stallSeconds()).isZero();
    }
}
