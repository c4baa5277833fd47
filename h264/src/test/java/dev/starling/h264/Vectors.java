package dev.starling.h264;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The conformance streams in the shared folder. Tests that use them are skipped if it is missing. */
public final class Vectors {

    private Vectors() {}

    /** All streams, sorted by name. */
    public static List<Path> all() {
        Path root = Path.of(System.getProperty("starling.shared"), "h264-vectors");
        assumeTrue(Files.isDirectory(root), "skipped: the conformance streams are not in " + root);
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().matches(".*\\.(264|h264|jsv|avc)"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
