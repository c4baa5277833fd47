package dev.starling.lab.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.lab.delivery.DeliverySimulator.Moves;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.swarm.steer.BlendLevel;
import dev.starling.swarm.steer.CapabilityVector;
import dev.starling.swarm.steer.StaticPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A path that does not carry the lowest member. */
class BelowTheLowestMemberTest {
    private static final List<Double> RATES = List.of(800e3, 400e3, 200e3);
    private static final double PATH = 150e3;
    private static final int CLIPS = 60;
    private static final List<MadeTitle.Below> POINTS =
            List.of(new MadeTitle.Below(0.75, 0.9), new MadeTitle.Below(0.5, 0.7), new MadeTitle.Below(0.3, 0.5));

    private static DeliveredSession play(List<MadeTitle.Below> points) {
        BandwidthTrace trace = new BandwidthTrace.Builder()
                .add(6, 1e6)
                .add(CLIPS * MadeTitle.CLIP_SECONDS * 10, PATH)
                .build();
        return new DeliverySimulator(
                        Link.DEFAULT,
                        new StockPlayer(10),
                        StaticPolicy.DEFAULT,
                        CapabilityVector.UNKNOWN,
                        Moves.ALLOWED)
                .play(MadeTitle.of(CLIPS, RATES, 0, 1, points), trace);
    }

    @Test
    void itIsRequantisedOnTheWayInsteadOfStallingTheViewer() {
        DeliveredSession session = play(POINTS);
        assertThat(session.stallSeconds()).isZero();
        assertThat(session.clips().subList(20, CLIPS)).allSatisfy(clip -> {
            assertThat(clip.delivered().level()).isEqualTo(BlendLevel.COEFFICIENT);
            assertThat(clip.delivered().memberAt(0)).isEqualTo(MadeTitle.id(RATES.size() - 1));
        });
        double rate = session.clips().subList(20, CLIPS).stream()
                .mapToDouble(clip -> clip.outcome().bitsPerSecond())
                .average()
                .orElseThrow();
        assertThat(rate).as("no more is taken away than the path needs").isBetween(0.75 * PATH, PATH);
    }

    @Test
    void withoutThatItStalls() {
        assertThat(play(List.of()).stallSeconds()).isGreaterThan(10);
    }
}
