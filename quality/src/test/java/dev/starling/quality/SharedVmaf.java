package dev.starling.quality;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * libvmaf's scores and Netflix's models, where this machine has them; tests that need them are skipped where it has
 * not.
 */
final class SharedVmaf {

    private static final Path SHARED = Path.of(System.getProperty("starling.shared", "../shared"));

    private SharedVmaf() {}

    static Path file(String name) {
        Path file = SHARED.resolve(name);
        assumeTrue(Files.isReadable(file), () -> "needs " + file);
        return file;
    }

    /** One of Netflix's models: {@code vmaf_v0.6.1}, {@code vmaf_v0.6.1neg}, {@code vmaf_4k_v0.6.1}. */
    static VmafModel model(String name) {
        try {
            return VmafModel.read(file("vmaf/models/" + name + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
