package dev.starling.edge;

import dev.starling.swarm.pack.WholeFile;
import dev.starling.swarm.steer.Policy;
import dev.starling.swarm.steer.PolicyReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * The policy of a file, static or learned; the file is read again when it changes. While it is missing or bad the
 * policy before stays; the log has one line for each bad version. Thread-safe.
 */
public final class PolicyFile implements Supplier<Policy> {
    /** A hundred times the learned policy that ships. */
    private static final int MAX_BYTES = 8 << 20;

    private final Reloaded<Policy> policy;

    private PolicyFile(Reloaded<Policy> policy) {
        this.policy = policy;
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it has no valid policy; the message is one line and names the place
     */
    public static PolicyFile open(Path file, InstantSource clock) throws IOException {
        return new PolicyFile(new Reloaded<>(
                "policy " + file, List.of(file), () -> PolicyReader.read(WholeFile.read(file, MAX_BYTES)), clock));
    }

    /** The latest good policy. */
    @Override
    public Policy get() {
        return policy.get();
    }
}
