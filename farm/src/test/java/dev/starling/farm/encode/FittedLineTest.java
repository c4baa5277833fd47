package dev.starling.farm.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FittedLineTest {
    @Test
    void manyPointsFarApartTellTheirLine() {
        FittedLine line = new FittedLine(5);
        for (int x = 0; x <= 100; x++) {
            line.add(x, 0.2 + 0.007 * x + (x % 2 == 0 ? 0.01 : -0.01));
        }
        assertThat(line.at(20)).isCloseTo(0.34, within(0.001));
        assertThat(line.at(90)).isCloseTo(0.83, within(0.001));
    }

    @Test
    void pointsCloseToEachOtherTellTheirMean() {
        FittedLine line = new FittedLine(5);
        line.add(80, 0.7);
        line.add(81, 0.9);
        assertThat(line.at(80.5)).isCloseTo(0.8, within(1e-9));
        assertThat(line.at(40)).isCloseTo(0.8, within(0.2));
    }

    @Test
    void onePointTellsThatAll() {
        FittedLine line = new FittedLine(5);
        line.add(80, 0.7);
        assertThat(line.at(0)).isCloseTo(0.7, within(1e-9));
        assertThatThrownBy(() -> new FittedLine(5).at(1)).hasMessage("a line needs a point");
    }
}
