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
    private static final int CLIPS = 80;
    /** The buffer has long been full when this clip is requested. */
    private static final int FALLING = 60;

    private static final double LOW_SECONDS = 20;

    /** A session whose path falls when a clip is half sent. */
    private record Fall(double time, double lowSeconds, DeliveredSession session) {
        static Fall play(double bufferCap, double low, double lowSeconds, Moves moves) {
            BandwidthTrace steady = new BandwidthTrace.Builder().add(1, FAST).build();
            DeliveredClip.Times times =
                    session(bufferCap, steady, moves).clips().get(FALLING).times();
            double time = (times.request() + times.arrival()) / 2;
            BandwidthTrace falling = new BandwidthTrace.Builder()
                    .add(time, FAST)
                    .add(lowSeconds, low)
                    .add(100, FAST)
                    .build();
            return new Fall(time, lowSeconds, session(bufferCap, falling, moves));
        }

        private static DeliveredSession session(double bufferCap, BandwidthTrace trace, Moves moves) {
            return new DeliverySimulator(
                            Link.DEFAULT,
                            new StockPlayer(bufferCap),
                            StaticPolicy.DEFAULT,
                            CapabilityVector.UNKNOWN,
                            moves)
                    .play(MadeTitle.of(CLIPS, RATES, SOUND, 1), trace);
        }

        DeliveredClip inFlight() {
            DeliveredClip clip = session.clips().get(FALLING);
            assertThat(time).isBetween(clip.times().request(), clip.times().arrival());
            return clip;
        }

        double buffered() {
            return inFlight().playback().buffered() - (time - inFlight().times().request());
        }

        double firstMoveAfter() {
            return session.clips().stream()
                            .flatMap(it -> it.moves().stream())
                            .mapToDouble(DeliveredClip.Move::seconds)
                            .filter(it -> it >= time)
                            .min()
                            .orElseThrow()
                    - time;
        }
    }

    @Test
    void aFallTo300KilobitsIsNoticedWithinHalfASecondAndDoesNotStall() {
        Fall fall = Fall.play(5, 0.3e6, LOW_SECONDS, Moves.ALLOWED);
        assertThat(fall.buffered()).isCloseTo(4, within(0.2));
        assertThat(fall.firstMoveAfter()).isLessThan(0.5);
        assertThat(fall.inFlight().delivered().spans().getLast().member()).isEqualTo(MadeTitle.id(RATES.size() - 1));
        assertThat(fall.session().stallSeconds()).isZero();
    }

    @Test
    void withoutMovesItStallsForSeconds() {
        assertThat(Fall.play(5, 0.3e6, LOW_SECONDS, Moves.NEVER).session().stallSeconds())
                .isGreaterThan(5);
    }

    @Test
    void whenThePathIsBackTheOldQualityReturnsWithinTwoClips() {
        Fall fall = Fall.play(5, 0.3e6, LOW_SECONDS, Moves.ALLOWED);
        ClusterId before = fall.inFlight().planned().memberAt(0);
        List<ClusterId> after = fall.session().clips().stream()
                .filter(it -> it.times().request() > fall.time() + fall.lowSeconds())
                .map(it -> it.delivered().memberAt(0))
                .toList();
        assertThat(before).isEqualTo(MadeTitle.id(0));
        assertThat(after.subList(1, 3))
                .as("after the first clip on the path that is back: %s", after)
                .contains(before);
    }

    @Test
    void sevenSecondsOf20KilobitsDoNotStallWithTenSecondsOfBuffer() {
        Fall fall = Fall.play(11, 0.02e6, 7, Moves.ALLOWED);
        assertThat(fall.buffered()).isCloseTo(10, within(0.2));
        assertThat(fall.session().stallSeconds()).isZero();
    }
}
