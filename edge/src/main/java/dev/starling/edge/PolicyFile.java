package dev.starling.edge;

import dev.starling.swarm.steer.Policy;
import dev.starling.swarm.steer.PolicyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * The policy of a file, static or learned; the file is read again when it changes. While it is missing or bad the
 * policy before stays; the log has one line for each bad version. Thread-safe.
 */
public final class PolicyFile implements Supplier<Policy> {
    /** How often the file is looked at. */
    private static final Duration MIN_INTERVAL = Duration.ofSeconds(1);

    private final Path file;
    private final InstantSource clock;
    private final ErrorLog errors;
    private Version version;
    private Instant looked;
    private Policy policy;

    /** Tells versions of the file apart. */
    private record Version(FileTime modified, long bytes) {
        static final Version MISSING = new Version(FileTime.fromMillis(0), -1);

        static Version of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Version(attributes.lastModifiedTime(), attributes.size());
        }
    }

    private PolicyFile(Path file, InstantSource clock) throws IOException {
        this.file = file;
        this.clock = clock;
        this.errors = new ErrorLog(clock);
        this.version = Version.of(file);
        this.looked = clock.instant();
        this.policy = read(file);
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it has no valid policy; the message is one line and names the place
     */
    public static PolicyFile open(Path file, InstantSource clock) throws IOException {
        return new PolicyFile(file, clock);
    }

    private static Policy read(Path file) throws IOException {
        return PolicyReader.read(Files.readAllBytes(file));
    }

    /** The latest good policy. */
    @Override
    public synchronized Policy get() {
        Instant now = clock.instant();
        if (Duration.between(looked, now).compareTo(MIN_INTERVAL) >= 0) {
            looked = now;
            reload();
        }
        return policy;
    }

    private void reload() {
        try {
            Version found = Files.exists(file) ? Version.of(file) : Version.MISSING;
            if (found.equals(version)) {
                return;
            }
            version = found;
            policy = read(file);
        } catch (IOException | IllegalArgumentException e) {
            errors.warn("policy " + file + " not read, the one before stays", e);
        }
    }
}
