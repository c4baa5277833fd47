package dev.starling.lab;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.starling.lab.video.ChunkTables;
import dev.starling.lab.video.ChunkedVideo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The data in {@code ../shared}. */
public final class Shared {
    private static final Path ROOT = Path.of(System.getProperty("starling.shared", "../shared"));

    private Shared() {}

    /** A folder there; the test is skipped if it is missing. */
    public static Path folder(String name) {
        Path folder = ROOT.resolve(name).normalize();
        assumeTrue(Files.isDirectory(folder), folder + " is missing: this test reads published data");
        return folder;
    }

    /** The Envivio video with its nominal bitrates. */
    public static ChunkedVideo envivio() throws IOException {
        return ChunkTables.read(folder("abr/envivo")).withNominalRates(ChunkTables.ENVIVIO_KILOBITS);
    }
}
