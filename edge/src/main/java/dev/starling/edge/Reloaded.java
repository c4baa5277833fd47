package dev.starling.edge;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value that is read from files, and again when they change. While they are missing or bad the value before stays;
 * the log has one line for each bad version. Thread-safe.
 */
final class Reloaded<T> {
    /** How often the files are looked at. */
    private static final Duration MIN_INTERVAL = Duration.ofSeconds(1);

    private final String what;
    private final List<Path> files;
    private final Reader<T> reader;
    private final InstantSource clock;
    private final ErrorLog errors;
    private List<Version> versions;
    /** Whether the versions could not be read, which a change of rights alone may end: then they are tried again. */
    private boolean unreadable;

    private Instant looked;
    private T value;

    /** Reads a value. */
    interface Reader<T> {
        /**
         * Reads the files.
         *
         * @throws IOException if a file cannot be read
         * @throws IllegalArgumentException if it has no valid value
         */
        T read() throws IOException;
    }

    /** Tells versions of a file apart. */
    private record Version(
            FileTime modified, long bytes, @Nullable Object fileKey) {
        /** There is no file, or it has no attributes for us; reading it gives the reason. */
        static final Version NONE = new Version(FileTime.fromMillis(0), -1, null);

        static Version of(Path file) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new Version(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
            } catch (IOException e) {
                return NONE;
            }
        }

        static List<Version> of(List<Path> files) {
            return files.stream().map(Version::of).toList();
        }
    }

    /**
     * Reads a value for the first time.
     *
     * @param what its name in the log
     * @param files those that the reader reads
     * @throws IOException if a file cannot be read
     * @throws IllegalArgumentException if it has no valid value
     */
    Reloaded(String what, List<Path> files, Reader<T> reader, InstantSource clock) throws IOException {
        this.what = what;
        this.files = List.copyOf(files);
        this.reader = reader;
        this.clock = clock;
        this.errors = new ErrorLog(clock);
        this.versions = Version.of(files);
        this.looked = clock.instant();
        this.value = reader.read();
    }

    /** The latest good value. */
    synchronized T get() {
        Instant now = clock.instant();
        if (Duration.between(looked, now).compareTo(MIN_INTERVAL) >= 0) {
            looked = now;
            reload();
        }
        return value;
    }

    private void reload() {
        List<Version> found = Version.of(files);
        boolean changed = !found.equals(versions);
        if (!changed && !unreadable) {
            return;
        }
        versions = found;
        unreadable = false;
        try {
            requireRegular();
            value = reader.read();
        } catch (AccessDeniedException e) {
            unreadable = true;
            if (changed) {
                warn(e);
            }
        } catch (IOException | IllegalArgumentException e) {
            warn(e);
        }
    }

    private void warn(Exception reason) {
        errors.warn(what + " not read, the one before stays", reason);
    }

    /** A pipe or a device would make those wait who need the value. */
    private void requireRegular() throws FileSystemException {
        for (Path file : files) {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new FileSystemException(file.toString(), null, "not a regular file; only a start reads others");
            }
        }
    }
}
