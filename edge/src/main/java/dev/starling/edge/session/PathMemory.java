package dev.starling.edge.session;

import dev.starling.edge.client.ClientAddress;
import dev.starling.swarm.steer.RememberedPath;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The paths to the last {@value #MAX_ADDRESSES} addresses, so that a viewer who comes back, or another one of the same
 * household, does not start from a path of which nothing is known. About 200 bytes each. Thread-safe.
 */
final class PathMemory {
    static final int MAX_ADDRESSES = 50_000;

    private final InstantSource clock;
    /** Least recently used first. */
    private final Map<ClientAddress, RememberedPath> paths = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ClientAddress, RememberedPath> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };

    PathMemory(InstantSource clock) {
        this.clock = clock;
    }

    /** Remembers the path to an address, in place of what was known. */
    synchronized void remember(ClientAddress address, RememberedPath path) {
        paths.put(address, path);
    }

    /** What is known of the path to an address; empty if that is too old. */
    synchronized Optional<RememberedPath> recall(ClientAddress address) {
        Optional<RememberedPath> known = Optional.ofNullable(paths.get(address));
        Optional<RememberedPath> fresh = known.filter(it -> it.isUsable(clock.instant()));
        if (known.isPresent() && fresh.isEmpty()) {
            paths.remove(address);
        }
        return fresh;
    }

    synchronized int size() {
        return paths.size();
    }
}
