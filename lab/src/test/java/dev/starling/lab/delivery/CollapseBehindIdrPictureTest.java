package dev.starling.lab.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.lab.delivery.DeliverySimulator.Moves;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.swarm.steer.BlendPlan;
import dev.starling.swarm.steer.BlendPlan.Requantised;
import dev.starling.swarm.steer.CapabilityVector;
import dev.starling.swarm.steer.StaticPolicy;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A path that collapses near the start of a clip whose lowest member it does not carry, even requantised. */
class CollapseBehindIdrPictureTest {
    private static final List<Double> RATES = List.of(4e6, 3e6, 2e6);
    /** Levels that save too little; but without any nothing rests. */
    private static final List<MadeTitle.Below> POINTS = List.of(new MadeTitle.Below(0.9, 0.8));

    private static final double FAST = 8e6;
    private static final double LOW = 0.45e6;
    private static final double LOW_SECONDS = 5;
    private static final int CLIPS = 30;
    private static final int FALLING = 20;

    private static DeliveredSession play(List<MadeTitle.Below> points, BandwidthTrace trace) {
        return new DeliverySimulator(
                        Link.DEFAULT, new StockPlayer(5), StaticPolicy.DEFAULT, CapabilityVector.UNKNOWN, Moves.ALLOWED)
                .play(MadeTitle.of(CLIPS, RATES, 0, 1, points), trace);
    }

    private static DeliveredSession falling(List<MadeTitle.Below> points, double after) {
        BandwidthTrace steady = new BandwidthTrace.Builder().add(1, FAST).build();
        double request = play(points, steady).clips().get(FALLING).times().request();
        return play(
                points,
                new BandwidthTrace.Builder()
                        .add(request + after, FAST)
                        .add(LOW_SECONDS, LOW)
                        .add(100, FAST)
                        .build());
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.3, 0, 0.1, 0.2, 0.4})
    void thePictureRestsInsteadOfStallingTheViewer(double after) {
        assertThat(falling(List.of(), after).stallSeconds())
                .as("where nothing can rest")
                .isPositive();
        DeliveredSession session = falling(POINTS, after);
        assertThat(session.stallSeconds()).isZero();
        assertThat(session.clips().get(FALLING).delivered().spans()).anyMatch(CollapseBehindIdrPictureTest::rests);
    }

    private static boolean rests(BlendPlan.Span span) {
        return span.source() instanceof Requantised requantised && requantised.rests(span.until() - span.from());
    }
}
