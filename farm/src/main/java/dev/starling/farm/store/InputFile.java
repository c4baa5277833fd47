package dev.starling.farm.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** A title's file on this machine: the file itself, or a copy of an object, which goes when this is closed. */
public final class InputFile implements AutoCloseable {
    private final Path path;
    private final boolean copied;

    private InputFile(Path path, boolean copied) {
        this.path = path;
        this.copied = copied;
    }

    /** A file of this machine. */
    public static InputFile of(Path path) {
        return new InputFile(path, false);
    }

    /**
     * The file that a location names; an object is copied first.
     *
     * @param scratch the folder for copies
     * @throws IOException if the object cannot be read, or the copy not written
     */
    public static InputFile open(Location location, Path scratch) throws IOException {
        Optional<URI> uri = location.uri();
        if (uri.isEmpty()) {
            return of(location.path().orElseThrow());
        }
        Path copy = Files.createTempFile(scratch, "starling-input", "");
        try (InputStream object = Storage.of(uri.get()).read(uri.get())) {
            Files.copy(object, copy, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | RuntimeException e) {
            Files.delete(copy);
            throw e;
        }
        // For a process that is told to end.
        copy.toFile().deleteOnExit();
        return new InputFile(copy, true);
    }

    /** Where the file is. */
    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        if (copied) {
            Files.deleteIfExists(path);
        }
    }
}
