package dev.starling.edge;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a profiles file tells of evolution; the file is read again when it changes, as while {@code evolve} runs. While
 * it is missing or bad, what it told before stays. Thread-safe.
 */
public final class EvolutionFile implements Supplier<EvolutionReport> {
    private final Reloaded<EvolutionReport> report;

    private EvolutionFile(Reloaded<EvolutionReport> report) {
        this.report = report;
    }

    /** Reads a profiles file. */
    public interface Reader {
        /**
         * Reads it.
         *
         * @throws IOException if it cannot be read
         * @throws IllegalArgumentException if it is no profiles file; the message is one line
         */
        EvolutionReport read(Path file) throws IOException;
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it is no profiles file; the message is one line
     */
    public static EvolutionFile open(Path file, Reader reader, InstantSource clock) throws IOException {
        return new EvolutionFile(new Reloaded<>("profiles " + file, List.of(file), () -> reader.read(file), clock));
    }

    /** What the latest good version tells. */
    @Override
    public EvolutionReport get() {
        return report.get();
    }
}
