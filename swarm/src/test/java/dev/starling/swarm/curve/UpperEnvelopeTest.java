package dev.starling.swarm.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class UpperEnvelopeTest {
    private static final List<RateQualityPoint> LARGE =
            List.of(new RateQualityPoint(1e6, 60), new RateQualityPoint(4e6, 90));
    /** Reaches lower bitrates and is flatter: the two cross at 2 Mbit/s and quality 75. */
    private static final List<RateQualityPoint> SMALL =
            List.of(new RateQualityPoint(5e5, 65), new RateQualityPoint(4e6, 80));

    private static double at(List<RateQualityPoint> curve, double bitsPerSecond) {
        ToDoubleFunction<RateQualityPoint> distance = it -> Math.abs(Math.log(it.bitsPerSecond() / bitsPerSecond));
        RateQualityPoint nearest =
                curve.stream().min(Comparator.comparingDouble(distance)).orElseThrow();
        assertThat(nearest.bitsPerSecond()).isCloseTo(bitsPerSecond, within(1e-3));
        return nearest.quality();
    }

    @Test
    void atEveryBitrateTheBestOneCounts() {
        List<RateQualityPoint> envelope = UpperEnvelope.of(List.of(LARGE, SMALL));
        assertThat(at(envelope, 5e5)).isCloseTo(65, within(1e-9));
        assertThat(at(envelope, 1e6)).isCloseTo(70, within(1e-9));
        assertThat(at(envelope, 2e6)).isCloseTo(75, within(1e-9));
        assertThat(at(envelope, 4e6)).isCloseTo(90, within(1e-9));
        assertThat(envelope).isSortedAccordingTo(Comparator.comparingDouble(RateQualityPoint::bitsPerSecond));
        assertThat(UpperEnvelope.of(List.of(SMALL, LARGE))).isEqualTo(envelope);
    }

    @Test
    void noCurveCountsBeyondItsEnds() {
        List<RateQualityPoint> steep = List.of(new RateQualityPoint(1e6, 10), new RateQualityPoint(2e6, 90));
        List<RateQualityPoint> envelope = UpperEnvelope.of(List.of(SMALL, steep));
        assertThat(at(envelope, 4e6)).isCloseTo(80, within(1e-9));
        assertThat(envelope.getLast().bitsPerSecond()).isCloseTo(4e6, within(1e-3));
        assertThat(at(envelope, 2e6)).isCloseTo(90, within(1e-9));
    }

    @Test
    void aSingleCurveIsItsOwnEnvelope() {
        assertThat(UpperEnvelope.of(List.of(LARGE))).isEqualTo(LARGE);
    }
}
