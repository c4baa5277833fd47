package dev.starling.farm.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A title's file on this machine: the file itself, or a copy of an object, which {@link #close} deletes. */
public final class InputFile implements AutoCloseable {
    private enum Kind {
        ORIGINAL,
        COPY
    }

    private final Path path;
    private final Kind kind;

    private InputFile(Path path, Kind kind) {
        this.path = path;
        this.kind = kind;
    }

    /** A file of this machine. */
    public static InputFile of(Path path) {
        return new InputFile(path, Kind.ORIGINAL);
    }

    /**
     * A copy of an object.
     *
     * @param object the bytes, read to their end
     * @param scratch the folder for the copy
     * @throws IOException if the object cannot be read, or the copy cannot be written
     */
    public static InputFile copyOf(InputStream object, Path scratch) throws IOException {
        Path copy = Files.createTempFile(scratch, "starling-input", "");
        try {
            Files.copy(object, copy, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | RuntimeException e) {
            Files.delete(copy);
            throw e;
        }
        // For a process that ends on a signal.
        copy.toFile().deleteOnExit();
        return new InputFile(copy, Kind.COPY);
    }

    /** Where the file is. */
    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        if (kind == Kind.COPY) {
            Files.deleteIfExists(path);
        }
    }
}
