package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeakRateTest {
    private static final long SECOND = 90_000;

    private final PeakRate peak = new PeakRate();
    private long time;

    private void present(int pictures, double perSecond) {
        double start = time;
        for (int i = 0; i < pictures; i++) {
            time = Math.round(start + i * SECOND / perSecond);
            peak.add(time);
        }
        time = Math.round(start + pictures * SECOND / perSecond);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 23.976, 25, 59.94, 1000})
    void aConstantRateIsItsOwnPeak(double rate) {
        present((int) (5 * rate) + 2, rate);
        assertThat(peak.finish().orElseThrow()).isCloseTo(rate, within(rate / 1000));
    }

    @Test
    void theDensestSecondCounts() {
        present(50, 10);
        present(70, 60);
        present(50, 10);
        assertThat(peak.finish().orElseThrow()).isCloseTo(60, within(0.1));
    }

    @Test
    void aFewPicturesThatAreCloseAreNoRate() {
        present(50, 10);
        present(3, 1000);
        present(50, 10);
        assertThat(peak.finish().orElseThrow()).isLessThan(14);
    }

    @Test
    void picturesMayBeReordered() {
        for (int i = 0; i < 200; i += 4) {
            for (int shown : new int[] {i + 3, i + 1, i, i + 2}) {
                peak.add(shown * SECOND / 25);
            }
        }
        assertThat(peak.finish().orElseThrow()).isCloseTo(25, within(0.01));
    }

    @Test
    void lessThanASecondTellsNothing() {
        present(20, 25);
        assertThat(peak.finish()).isEmpty();
    }
}
