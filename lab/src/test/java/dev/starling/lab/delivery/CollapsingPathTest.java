package dev.starling.lab.delivery;

import static org.assertj.core.api.Assertions.assertThat;

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
    void show() {
        for (Moves moves : Moves.values()) {
            DeliveredSession s = play(4, 0.3e6, 20, moves);
            System.out.println("COLLAPSE " + moves + " stall " + s.stallSeconds() + " inflight " + inFlight(s, FALL));
            s.clips().forEach(c -> System.out.println("C " + c.times() + c.delivered().spans() + c.moves()));
            s = play(10, 0.02e6, 7, moves);
            System.out.println("TROUGH " + moves + " stall " + s.stallSeconds() + " inflight " + inFlight(s, FALL));
        }
    }
}
