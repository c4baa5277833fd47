package dev.starling.swarm.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.swarm.curve.RateFactorSearch.Step;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class RateFactorSearchTest {
    private static final RateFactorSearch FOR_93 = new RateFactorSearch(93, 0.5, 10, 43);

    /** Runs a search to its end, with at most {@code most} encodings. */
    private static Step.Nearest search(RateFactorSearch search, DoubleUnaryOperator quality, int most) {
        TreeMap<Double, Double> measured = new TreeMap<>();
        while (true) {
            switch (search.step(measured)) {
                case Step.Nearest nearest -> {
                    return nearest;
                }
                case Step.Encode(double factor) -> {
                    assertThat(factor).isBetween(search.min(), search.max());
                    assertThat(measured.put(factor, quality.applyAsDouble(factor)))
                            .as("encoded twice at %s", factor)
                            .isNull();
                    assertThat(measured).hasSizeLessThanOrEqualTo(most);
                }
            }
        }
    }

    @Test
    void aStraightLineTakesThreeEncodings() {
        for (double slope = -3; slope <= -0.5; slope += 0.25) {
            double per = slope;
            Step.Nearest found = search(FOR_93, factor -> 93 + per * (factor - 30.3), 4);
            assertThat(found.quality()).isCloseTo(93, within(0.5));
        }
    }

    @Test
    void curvesAsEncodersHaveThemTakeFew() {
        for (double hardness = 20; hardness <= 60; hardness += 2) {
            double of = hardness;
            // Flat near 100, then increasingly steep.
            Step.Nearest found = search(FOR_93, factor -> 100 - Math.exp((factor - of) / 6 + 4), 9);
            assertThat((found.quality() > 92.4 && found.quality() < 93.6)
                            || found.rateFactor() == FOR_93.min()
                            || found.rateFactor() == FOR_93.max())
                    .as("%s at hardness %s", found, of)
                    .isTrue();
        }
    }

    @Test
    void whatIsOutOfReachEndsAtTheNearestThereIs() {
        assertThat(search(FOR_93, factor -> 80 - factor, 6).rateFactor()).isEqualTo(10);
        assertThat(search(FOR_93, factor -> 99 - factor / 100, 6).rateFactor()).isEqualTo(43);
        assertThat(search(FOR_93, factor -> 50, 40).quality()).isEqualTo(50);
    }

    @Test
    void aQualityThatJumpsOverTheTargetOrRisesOnceEndsToo() {
        assertThat(search(FOR_93, factor -> factor < 27.6 ? 97 : 88, 12).rateFactor())
                .isBetween(27.25, 28.0);
        search(FOR_93, factor -> 110 - factor + 3 * Math.sin(5 * factor), 20);
    }

    @Test
    void theFirstGuessIsWithinTheBounds() {
        assertThat(new RateFactorSearch(90, 1, 30, 40).step(new TreeMap<>())).isEqualTo(new Step.Encode(30));
        assertThatThrownBy(() -> new RateFactorSearch(90, 0, 30, 40)).hasMessageContaining("tolerance");
    }
}
