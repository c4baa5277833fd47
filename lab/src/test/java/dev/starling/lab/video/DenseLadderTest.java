package dev.starling.lab.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.lab.Shared;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DenseLadderTest {
    @Test
    void rungsRiseAndThoseOfTheTablesStay() throws IOException {
        ChunkedVideo tables = Shared.envivio();
        ChunkedVideo dense = DenseLadder.of(tables, 21);
        assertThat(dense.rungs()).isEqualTo(21);
        for (int chunk = 0; chunk < tables.chunks(); chunk++) {
            for (int rung = 1; rung < dense.rungs(); rung++) {
                assertThat(dense.bits(chunk, rung)).isGreaterThan(dense.bits(chunk, rung - 1));
                assertThat(dense.vmaf(chunk, rung)).isGreaterThanOrEqualTo(dense.vmaf(chunk, rung - 1));
            }
            for (int rung = 0; rung < tables.rungs(); rung++) {
                assertThat(dense.bits(chunk, 4 * rung)).isEqualTo(tables.bits(chunk, rung));
                // A curve that rises leaves out a rung that is no better than a smaller one.
                assertThat(dense.vmaf(chunk, 4 * rung)).isGreaterThanOrEqualTo(tables.vmaf(chunk, rung) - 1e-9);
            }
        }
    }

    @Test
    void betweenTwoRungsBitsAreAGeometricSeries() {
        ChunkedVideo two = new ChunkedVideo(
                4,
                List.of(
                        new ChunkedVideo.Rung(List.of(10_000L), List.of(40.0)),
                        new ChunkedVideo.Rung(List.of(160_000L), List.of(80.0))));
        ChunkedVideo dense = DenseLadder.of(two, 5);
        for (int rung = 0; rung < 5; rung++) {
            assertThat(dense.bytes(0, rung)).isEqualTo((double) (10_000L << rung));
            assertThat(dense.vmaf(0, rung)).isCloseTo(40 + 10 * rung, within(1e-9));
        }
        assertThatThrownBy(() -> DenseLadder.of(two, 1)).hasMessage("1 rungs for a video of 2");
    }
}
