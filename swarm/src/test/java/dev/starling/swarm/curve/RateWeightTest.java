package dev.starling.swarm.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.swarm.curve.RateWeight.Density;
import dev.starling.swarm.curve.RateWeight.Wanted;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateWeightTest {
    private static final List<RateQualityPoint> REFERENCE =
            List.of(new RateQualityPoint(1e6, 60), new RateQualityPoint(4e6, 80));
    /** Straight lines, so the height over the reference is 1 at 1 Mbit/s and rises by 1.5 per octave. */
    private static final List<RateQualityPoint> TEST =
            List.of(new RateQualityPoint(1e6, 61), new RateQualityPoint(4e6, 84));

    private static Density at(double bitsPerSecond, double spread) {
        return new Density(List.of(new Wanted(bitsPerSecond, 1)), spread);
    }

    private static double gain(RateWeight weight) {
        return Bjontegaard.quality(REFERENCE, TEST, weight).orElseThrow();
    }

    @Test
    void evenWeightsGiveThePlainArea() {
        assertThat(gain(RateWeight.EVEN))
                .isEqualTo(2.5)
                .isEqualTo(Bjontegaard.quality(REFERENCE, TEST).orElseThrow());
    }

    @Test
    void aBellInTheMiddleOfAStraightLineGivesTheHeightThere() {
        for (double spread : new double[] {0.05, 0.25, 1}) {
            assertThat(gain(at(2e6, spread))).isCloseTo(2.5, within(1e-3));
        }
    }

    @Test
    void theNarrowerTheBellTheNearerIsTheHeightAtItsBitrate() {
        double rate = 1.5e6;
        double height = 1 + 1.5 * Math.log(rate / 1e6) / Math.log(2);
        double before = Double.POSITIVE_INFINITY;
        for (double spread : new double[] {2, 1, 0.5, 0.25, 0.125, 0.0625}) {
            double error = Math.abs(gain(at(rate, spread)) - height);
            assertThat(error).isLessThan(before);
            before = error;
        }
        assertThat(before).isLessThan(1e-3);
    }

    /** The mean distance from the middle of a logistic distribution is 2·ln 2 times its scale. */
    @Test
    void halfABellAtTheEndOfACurveCountsAsFarAsItReaches() {
        assertThat(gain(at(1e6, 0.1))).isCloseTo(1 + 1.5 * 0.1 * 2 * Math.log(2), within(2e-3));
    }

    /** Far from its middle, a logistic bell is an exponential function. */
    @Test
    void farFromWhatIsWantedTheNearestEndCountsOverItsSpread() {
        assertThat(gain(at(1e4, 0.1))).isCloseTo(1 + 1.5 * 0.1, within(2e-3));
        assertThat(gain(at(9e8, 0.1))).isCloseTo(4 - 1.5 * 0.1, within(2e-3));
        assertThat(gain(at(1e3, 0.25))).isFinite().isBetween(1.0, 1.5);
    }

    @Test
    void theWiderTheBellTheNearerIsThePlainArea() {
        assertThat(gain(at(1e6, 50))).isCloseTo(2.5, within(0.02));
    }

    @Test
    void aMeanOfBellsLiesBetweenTheirHeights() {
        double low = gain(at(1e6, 0.25));
        double high = gain(at(4e6, 0.25));
        Density both = new Density(List.of(new Wanted(1e6, 3), new Wanted(4e6, 1)), 0.25);
        assertThat(gain(both)).isCloseTo((3 * low + high) / 4, within(5e-3));
    }

    @Test
    void aHeightThatIsTheSameEverywhereIsFoundWhateverIsWanted() {
        SplittableRandom random = new SplittableRandom(1);
        List<RateQualityPoint> curve = IntStream.range(0, 4)
                .mapToObj(i -> new RateQualityPoint(3e5 * Math.pow(1.7, i), 60 + 20 * Math.sqrt(i)))
                .toList();
        List<RateQualityPoint> better = curve.stream()
                .map(it -> new RateQualityPoint(it.bitsPerSecond(), it.quality() + 1.25))
                .toList();
        for (int round = 0; round < 50; round++) {
            List<Wanted> wanted = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(5); i++) {
                wanted.add(new Wanted(Math.pow(10, random.nextDouble(3, 9)), random.nextDouble(0.01, 5)));
            }
            Density density = new Density(wanted, 0.25);
            assertThat(Bjontegaard.quality(curve, better, density)).hasValueCloseTo(1.25, within(1e-9));
            CurveEnvelope envelope = CurveEnvelope.of(List.of(curve, better));
            assertThat(envelope.distance(0, density)).isCloseTo(1.25, within(1e-9));
            assertThat(envelope.distance(1, density)).isCloseTo(0, within(1e-9));
            Collections.shuffle(wanted, new Random(round));
            assertThat(Bjontegaard.quality(curve, better, new Density(wanted, 0.25)))
                    .hasValueCloseTo(1.25, within(1e-9));
        }
    }

    @Test
    void anEnvelopesDistanceIsThatAtTheWantedBitrates() {
        CurveEnvelope envelope = CurveEnvelope.of(List.of(REFERENCE, TEST));
        assertThat(envelope.distance(0, RateWeight.EVEN)).isEqualTo(envelope.distance(0));
        assertThat(envelope.distance(0, at(2e6, 0.25))).isCloseTo(2.5, within(1e-6));
        assertThat(envelope.distance(0, at(1e4, 0.25))).isBetween(1.0, 1.5);
        assertThat(envelope.distance(0, at(9e8, 0.25))).isBetween(3.5, 4.0);
    }

    @Test
    void whatIsNoDensityIsRefused() {
        assertThatThrownBy(() -> new Wanted(Double.NaN, 1)).hasMessageContaining("not a bitrate");
        assertThatThrownBy(() -> new Wanted(1e6, -1)).hasMessageContaining("not a bitrate");
        assertThatThrownBy(() -> new Density(List.of(new Wanted(1e6, 0)), 1)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> at(1e6, 0)).hasMessageContaining("above 0");
    }
}
