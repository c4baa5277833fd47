package dev.starling.edge.catalog;

import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Tail;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** The most recently used members and tails, mapped and with their indexes parsed. */
final class MemberCache {
    /**
     * Each member is one mapping. Linux allows 65,530 per process, and dropped members stay mapped until they are
     * garbage-collected.
     */
    private static final int MAX_MEMBERS = 4096;

    private final Map<Key, MappedMember> recent = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, MappedMember> eldest) {
            return size() > MAX_MEMBERS;
        }
    };

    /** Readers are compared by identity, so a replaced package and its replacement share nothing. */
    private record Key(PackageReader reader, int clip, ClusterId cluster, Optional<Tail> tail) {}

    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    CacheCounts counts() {
        return new CacheCounts(hits.sum(), misses.sum());
    }

    MappedMember member(PackageReader reader, int clip, ClusterId cluster) throws IOException {
        return file(new Key(reader, clip, cluster, Optional.empty()));
    }

    MappedMember tail(PackageReader reader, int clip, Tail tail) throws IOException {
        return file(new Key(reader, clip, tail.member(), Optional.of(tail)));
    }

    private MappedMember file(Key key) throws IOException {
        synchronized (recent) {
            MappedMember known = recent.get(key);
            if (known != null) {
                hits.increment();
                return known;
            }
        }
        misses.increment();
        MappedMember opened = key.tail().isPresent()
                ? key.reader().tail(key.clip(), key.tail().get())
                : key.reader().member(key.clip(), key.cluster());
        synchronized (recent) {
            recent.put(key, opened);
        }
        return opened;
    }
}
