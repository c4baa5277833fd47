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

/** What {@code swarm.steer} does when a path collapses in mid-clip, and when it is back. */
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

    @Test
    void aFallTo300KilobitsIsNoticedSoonAndDoesNotStall() {
        DeliveredSession session = play(4, 0.3e6, LOW_SECONDS, Moves.ALLOWED);
        assertThat(inFlight(session, FALL).playback().buffered()).isCloseTo(4, within(1e-6));
        assertThat(inFlight(session, FALL).delivered().spans().getLast().member())
                .isEqualTo(MadeTitle.id(RATES.size() - 1));
        assertThat(firstMoveAfter(session, FALL) - FALL).isLessThan(0.6);
        assertThat(session.stallSeconds()).isZero();
    }

    @Test
    void withoutMovesItStallsForSeconds() {
        assertThat(play(4, 0.3e6, LOW_SECONDS, Moves.NEVER).stallSeconds()).isGreaterThan(2);
    }

    @Test
    void whenThePathIsBackTheOldQualityReturnsWithinThreeClips() {
        DeliveredSession session = play(4, 0.3e6, LOW_SECONDS, Moves.ALLOWED);
        ClusterId before = inFlight(session, FALL).planned().memberAt(0);
        List<ClusterId> after = session.clips().stream()
                .filter(it -> it.times().request() > FALL + LOW_SECONDS)
                .map(it -> it.delivered().memberAt(0))
                .toList();
        assertThat(after.subList(0, 3)).as("of %s", after).contains(before);
    }

    /** The bound: no stall. */
    @Test
    void sevenSecondsOf20KilobitsDoNotStallWithTenSecondsOfBuffer() {
        DeliveredSession session = play(10, 0.02e6, 7, Moves.ALLOWED);
        assertThat(inFlight(session, FALL).playback().buffered()).isCloseTo(10, within(1e-6));
        assertThat(session.stallSeconds()).isZero();
    }
}
