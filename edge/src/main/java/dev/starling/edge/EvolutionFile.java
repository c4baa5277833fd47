package dev.starling.edge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * What a profiles file tells of evolution; the file is read again when it changes, as while {@code evolve} runs. While
 * it is bad, what it told before stays; so it does while it is missing, unless the file is awaited: then there is
 * nothing to tell until it comes again. Thread-safe.
 */
public final class EvolutionFile {
    private final Path file;
    private final Reloaded<Optional<EvolutionReport>> report;

    private EvolutionFile(Path file, Reloaded<Optional<EvolutionReport>> report) {
        this.file = file;
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
        return of(file, () -> Optional.of(reader.read(file)), clock);
    }

    /**
     * Reads a file that may not be there yet.
     *
     * @throws IOException if it is there and cannot be read
     * @throws IllegalArgumentException if it is no profiles file; the message is one line
     */
    public static EvolutionFile await(Path file, Reader reader, InstantSource clock) throws IOException {
        return of(file, () -> Files.exists(file) ? Optional.of(reader.read(file)) : Optional.empty(), clock);
    }

    private static EvolutionFile of(Path file, Reloaded.Reader<Optional<EvolutionReport>> reader, InstantSource clock)
            throws IOException {
        return new EvolutionFile(file, new Reloaded<>("profiles " + file, List.of(file), reader, clock));
    }

    /** What the latest good version tells; empty while the file is awaited. */
    public Optional<EvolutionReport> report() {
        return report.get();
    }

    /** The file. */
    public Path path() {
        return file;
    }
}
