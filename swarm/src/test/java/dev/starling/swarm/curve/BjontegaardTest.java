package dev.starling.swarm.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.swarm.curve.MonotoneCurve.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class BjontegaardTest {
    private static final List<RateQualityPoint> CURVE = List.of(
            new RateQualityPoint(400_000, 60),
            new RateQualityPoint(800_000, 74),
            new RateQualityPoint(1_700_000, 85),
            new RateQualityPoint(3_900_000, 93));

    private static List<RateQualityPoint> changed(double rateFactor, double qualityShift) {
        return CURVE.stream()
                .map(it -> new RateQualityPoint(it.bitsPerSecond() * rateFactor, it.quality() + qualityShift))
                .toList();
    }

    @Test
    void aCurveDoesNotDifferFromItself() {
        assertThat(Bjontegaard.rate(CURVE, CURVE)).hasValueCloseTo(0.0, within(1e-12));
        assertThat(Bjontegaard.quality(CURVE, CURVE)).hasValueCloseTo(0.0, within(1e-12));
    }

    @Test
    void bitsSavedAtEveryQualityAreWhatIsFound() {
        assertThat(Bjontegaard.rate(CURVE, changed(0.9, 0))).hasValueCloseTo(-0.1, within(1e-9));
        assertThat(Bjontegaard.rate(changed(0.9, 0), CURVE)).hasValueCloseTo(1 / 0.9 - 1, within(1e-9));
    }

    @Test
    void qualityGainedAtEveryBitrateIsWhatIsFound() {
        assertThat(Bjontegaard.quality(CURVE, changed(1, 1.5))).hasValueCloseTo(1.5, within(1e-9));
    }

    @Test
    void moreEncodingsOfTheSameCurveChangeNothing() {
        MonotoneCurve curve = MonotoneCurve.through(
                CURVE.stream().map(it -> new Point(it.logRate(), it.quality())).toList());
        List<RateQualityPoint> dense = DoubleStream.iterate(curve.first(), x -> x <= curve.last(), x -> x + 0.02)
                .mapToObj(x -> new RateQualityPoint(Math.pow(2, x), curve.valueAt(x)))
                .toList();
        assertThat(Bjontegaard.quality(CURVE, dense)).hasValueCloseTo(0.0, within(2e-3));
        assertThat(Bjontegaard.rate(CURVE, dense)).hasValueCloseTo(0.0, within(2e-3));
    }

    @Test
    void whatHasNothingInCommonIsNotCompared() {
        assertThat(Bjontegaard.rate(CURVE, changed(1, 100))).isEmpty();
        assertThat(Bjontegaard.quality(CURVE, changed(100, 0))).isEmpty();
        assertThat(Bjontegaard.rate(CURVE, CURVE.subList(0, 1))).isEmpty();
    }

    @Test
    void encodingsThatAreWorseAndLargerDoNotBendTheCurve() {
        List<RateQualityPoint> withBad = new ArrayList<>(CURVE);
        withBad.add(new RateQualityPoint(2_500_000, 80));
        assertThat(Bjontegaard.rate(CURVE, withBad)).hasValueCloseTo(0.0, within(1e-12));
    }

    @Test
    void interpolationNeverOvershoots() {
        SplittableRandom random = new SplittableRandom(4);
        for (int round = 0; round < 200; round++) {
            List<Point> points = new ArrayList<>();
            double x = 0;
            double y = 0;
            for (int i = 0; i < 2 + random.nextInt(6); i++) {
                points.add(new Point(x, y));
                x += random.nextDouble(0.01, 3);
                y += random.nextDouble(0.001, 20);
            }
            MonotoneCurve curve = MonotoneCurve.through(points);
            double before = Double.NEGATIVE_INFINITY;
            for (double at = -1; at < x + 1; at += 0.01) {
                double value = curve.valueAt(at);
                assertThat(value).isGreaterThanOrEqualTo(before - 1e-9);
                before = value;
            }
            for (Point point : points) {
                assertThat(curve.valueAt(point.x())).isCloseTo(point.y(), within(1e-9));
            }
        }
    }

    @Test
    void theMeanIsThatOfManyValues() {
        MonotoneCurve curve =
                MonotoneCurve.through(List.of(new Point(0, 0), new Point(1, 5), new Point(2, 7), new Point(4, 8)));
        int steps = 100_000;
        double sum = 0;
        for (int i = 0; i < steps; i++) {
            sum += curve.valueAt(-1 + 6 * (i + 0.5) / steps);
        }
        assertThat(curve.mean(-1, 5)).isCloseTo(sum / steps, within(1e-6));
    }

    @Test
    void aCurveNeedsTwoPointsThatRise() {
        assertThatThrownBy(() -> MonotoneCurve.through(List.of(new Point(0, 1), new Point(1, 0))))
                .hasMessageContaining("two points");
    }

    @Test
    void anEnvelopeIsTheBestOfAllCurves() {
        CurveEnvelope envelope = CurveEnvelope.of(List.of(CURVE, changed(1, -2), changed(1, 1)));
        assertThat(envelope.distance(0)).isCloseTo(1, within(1e-9));
        assertThat(envelope.distance(1)).isCloseTo(3, within(1e-9));
        assertThat(envelope.distance(2)).isCloseTo(0, within(1e-9));
    }
}
