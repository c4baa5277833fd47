package dev.starling.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.benchmarks.ConstantSlope.Choice;
import dev.starling.benchmarks.ConstantSlope.Stretch;
import dev.starling.swarm.curve.RateQualityPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ConstantSlopeTest {
    @Test
    void bitsGoFirstWhereTheyBringMost() {
        Stretch easy = new Stretch(1, List.of(new Choice(100, 60), new Choice(200, 90)));
        Stretch hard = new Stretch(3, List.of(new Choice(300, 40), new Choice(900, 50)));
        assertThat(ConstantSlope.curve(List.of(hard, easy)))
                .containsExactly(
                        new RateQualityPoint(400 / 4.0, (60 + 3 * 40) / 4.0),
                        // 30 points for 100 bits, then 3 · 10 points for 600.
                        new RateQualityPoint(500 / 4.0, (90 + 3 * 40) / 4.0),
                        new RateQualityPoint(1100 / 4.0, (90 + 3 * 50) / 4.0));
    }

    @Test
    void choicesBelowTheHullAreNotTaken() {
        List<Choice> choices = List.of(
                new Choice(100, 50),
                new Choice(200, 51),
                new Choice(300, 80),
                new Choice(300, 79),
                new Choice(400, 80));
        assertThat(ConstantSlope.undominated(choices))
                .containsExactly(new Choice(100, 50), new Choice(200, 51), new Choice(300, 80));
        assertThat(ConstantSlope.hull(choices)).containsExactly(new Choice(100, 50), new Choice(300, 80));
    }

    @Test
    void everyPointMinimisesBitsAndWeighedLossForSomeSlope() {
        SplittableRandom random = new SplittableRandom(3);
        List<Stretch> stretches = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            List<Choice> choices = new ArrayList<>();
            for (int c = 0; c < 8; c++) {
                choices.add(new Choice(random.nextInt(1, 1000), random.nextInt(0, 1000) / 10.0));
            }
            stretches.add(new Stretch(random.nextInt(1, 7), choices));
        }
        List<RateQualityPoint> curve = ConstantSlope.curve(stretches);
        double seconds = stretches.stream().mapToDouble(Stretch::seconds).sum();
        for (double lambda = 0.01; lambda < 1000; lambda *= 1.7) {
            double least = 0;
            for (Stretch stretch : stretches) {
                least += cheapest(stretch, lambda);
            }
            double onCurve = Double.POSITIVE_INFINITY;
            for (RateQualityPoint point : curve) {
                onCurve = Math.min(onCurve, seconds * (point.bitsPerSecond() + lambda * (100 - point.quality())));
            }
            assertThat(onCurve).isCloseTo(least, within(1e-6 * least));
        }
    }

    private static double cheapest(Stretch stretch, double lambda) {
        return stretch.choices().stream()
                .mapToDouble(it -> it.bits() + lambda * (100 - it.quality()) * stretch.seconds())
                .min()
                .orElseThrow();
    }

    @Test
    void ratesBetweenPointsAreInterpolatedInTheLogarithm() {
        List<RateQualityPoint> curve = List.of(new RateQualityPoint(100, 80), new RateQualityPoint(400, 90));
        assertThat(ConstantSlope.bitsPerSecondAt(curve, 85)).hasValueCloseTo(200.0, within(1e-9));
        assertThat(ConstantSlope.bitsPerSecondAt(curve, 79)).isEmpty();
        assertThat(ConstantSlope.bitsPerSecondAt(curve, 91)).isEmpty();
    }
}
