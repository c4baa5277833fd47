package dev.starling.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.benchmarks.PhonePopulation.Viewed;
import dev.starling.lab.trace.TraceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhonePopulationTest {
    private static final double BITS_PER_SECOND = 600e3;

    @TempDir
    private Path folder;

    private PhonePopulation population;

    @BeforeEach
    void recordEightLogsInBothDirections() throws IOException {
        List<TraceFile> files = new ArrayList<>();
        for (int log = 0; log < 8; log++) {
            for (String direction : List.of("up", "down")) {
                Path file = folder.resolve("log" + log + "." + direction);
                Files.writeString(file, "0 1\n1 " + (log + 1) + "\n3 2\n4 0.5\n");
                files.add(TraceFile.of(file));
            }
        }
        population = new PhonePopulation(files, BITS_PER_SECOND, 1);
    }

    @Test
    void everyFourthLogIsHeldBackWithAllItsTraces() throws IOException {
        assertThat(population.heldBack(100))
                .hasSize(100)
                .extracting(it -> it.file().log())
                .containsOnly("log3", "log7");
        assertThat(population.learnedFrom(100))
                .extracting(it -> it.file().log())
                .containsOnly("log0", "log1", "log2", "log4", "log5", "log6");
    }

    @Test
    void aPathIsAWholeTraceFromSomeTimeOnAtTheMeanRate() throws IOException {
        List<Viewed> viewers = population.learnedFrom(20);
        for (Viewed viewer : viewers) {
            assertThat(viewer.trace().seconds()).isCloseTo(4, within(1e-9));
            assertThat(viewer.trace().meanBitsPerSecond()).isCloseTo(BITS_PER_SECOND, within(1e-3));
        }
        assertThat(viewers.stream().map(it -> it.trace().bitsUntil(1)).distinct())
                .hasSizeGreaterThan(10);
    }
}
