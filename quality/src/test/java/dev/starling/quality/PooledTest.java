package dev.starling.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class PooledTest {

    @Test
    void poolsAsLibvmafDoes() {
        Pooled pooled = Pooled.of(new double[] {90, 95, 80});

        assertThat(pooled.frames()).isEqualTo(3);
        assertThat(pooled.mean()).isCloseTo(265.0 / 3, within(1e-12));
        assertThat(pooled.harmonicMean()).isCloseTo(3 / (1 / 91.0 + 1 / 96.0 + 1 / 81.0) - 1, within(1e-12));
        assertThat(pooled.min()).isEqualTo(80);
        assertThat(pooled.p5()).isCloseTo(81, within(1e-12));
    }

    @Test
    void aScoreOfZeroPoolsToAFiniteHarmonicMean() {
        assertThat(Pooled.of(new double[] {0, 100}).harmonicMean()).isCloseTo(2 / (1 + 1 / 101.0) - 1, within(1e-12));
    }

    @Test
    void percentilesInterpolateBetweenRanks() {
        double[] scores = {4, 1, 3, 2};

        assertThat(Pooled.percentile(scores, 0)).isEqualTo(1);
        assertThat(Pooled.percentile(scores, 50)).isEqualTo(2.5);
        assertThat(Pooled.percentile(scores, 100)).isEqualTo(4);
        assertThat(scores).containsExactly(4, 1, 3, 2);
    }

    @Test
    void refusesNoScoresAndPercentilesThatAreNone() {
        assertThatThrownBy(() -> Pooled.of(new double[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Pooled.percentile(new double[] {1}, 101)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Pooled.percentile(new double[] {1}, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
