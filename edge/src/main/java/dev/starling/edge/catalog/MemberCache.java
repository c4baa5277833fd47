package dev.starling.edge.catalog;

import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.title.ClusterId;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The most recently used members, mapped and with their indexes parsed. */
final class MemberCache {
    /**
     * Each member is one mapping. Linux allows 65,530 per process, and dropped members stay mapped until they are
     * garbage-collected.
     */
    private static final int MAX_MEMBERS = 1024;

    private final Map<Key, MappedMember> recent = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, MappedMember> eldest) {
            return size() > MAX_MEMBERS;
        }
    };

    /** Readers are compared by identity, so a replaced package and its replacement share nothing. */
    private record Key(PackageReader reader, int clip, ClusterId cluster) {}

    MappedMember member(PackageReader reader, int clip, ClusterId cluster) throws IOException {
        Key key = new Key(reader, clip, cluster);
        synchronized (recent) {
            MappedMember known = recent.get(key);
            if (known != null) {
                return known;
            }
        }
        MappedMember opened = reader.member(clip, cluster);
        synchronized (recent) {
            recent.put(key, opened);
        }
        return opened;
    }
}
