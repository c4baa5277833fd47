package dev.starling.swarm.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateQualityCurveTest {
    private static RateQualityPoint point(double rate, double quality) {
        return new RateQualityPoint(rate, quality);
    }

    @Test
    void theHullLeavesOutWhatAMixOfOthersBeats() {
        RateQualityCurve hull = RateQualityCurve.upperHull(
                List.of(point(400, 11), point(100, 10), point(200, 10.2), point(800, 13), point(300, 9)));
        assertThat(hull.points()).containsExactly(point(100, 10), point(800, 13));
    }

    @Test
    void ofEncodingsWithTheSameBitrateTheBestCounts() {
        RateQualityCurve hull = RateQualityCurve.upperHull(List.of(point(100, 9), point(100, 10), point(100, 8)));
        assertThat(hull.points()).containsExactly(point(100, 10));
    }

    @Test
    void noEncodingLiesAboveTheHullAndItsSlopesFall() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 200; round++) {
            List<RateQualityPoint> encodings = IntStream.range(0, 1 + random.nextInt(12))
                    .mapToObj(i -> point(50 + random.nextDouble(10_000), random.nextDouble(20)))
                    .toList();
            RateQualityCurve hull = RateQualityCurve.upperHull(encodings);
            assertThat(encodings).containsAll(hull.points());
            for (RateQualityPoint encoding : encodings) {
                if (encoding.bitsPerSecond() >= hull.points().getFirst().bitsPerSecond()) {
                    assertThat(hull.qualityAt(encoding.bitsPerSecond()))
                            .isGreaterThanOrEqualTo(encoding.quality() - 1e-9);
                }
            }
            double slope = Double.POSITIVE_INFINITY;
            for (int i = 1; i < hull.points().size(); i++) {
                RateQualityPoint from = hull.points().get(i - 1);
                RateQualityPoint to = hull.points().get(i);
                double next = (to.quality() - from.quality()) / (to.logRate() - from.logRate());
                assertThat(next).isPositive().isLessThan(slope);
                slope = next;
            }
        }
    }

    @Test
    void qualityIsLinearInTheLogarithmOfTheBitrate() {
        RateQualityCurve curve = RateQualityCurve.upperHull(List.of(point(100, 10), point(400, 14)));
        assertThat(curve.qualityAt(200)).isCloseTo(12, within(1e-12));
        assertThat(curve.qualityAt(50)).isCloseTo(8, within(1e-12));
        assertThat(curve.qualityAt(4000)).isEqualTo(14);
    }

    @Test
    void theMeanIsTheAreaOverTheWidth() {
        RateQualityCurve curve = RateQualityCurve.upperHull(List.of(point(100, 10), point(400, 14)));
        assertThat(curve.meanQuality(100, 400)).isCloseTo(12, within(1e-12));
        assertThat(curve.meanQuality(100, 1600)).isCloseTo(13, within(1e-12));
        assertThat(curve.meanQuality(200, 200)).isCloseTo(12, within(1e-12));
        assertThatThrownBy(() -> curve.meanQuality(400, 100)).hasMessageContaining("range");
    }
}
