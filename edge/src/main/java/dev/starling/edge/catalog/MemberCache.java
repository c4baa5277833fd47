package dev.starling.edge.catalog;

import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.title.ClusterId;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The members that were asked for last, mapped and with their index parsed. */
final class MemberCache {
    /** Each is one mapping; Linux allows a process 65,530, and those dropped here live on until they are collected. */
    private static final int MOST_MEMBERS = 1024;

    private final Map<Key, MappedMember> recent = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, MappedMember> eldest) {
            return size() > MOST_MEMBERS;
        }
    };

    /** Readers are told apart by identity, so a replaced package shares nothing with the one that replaced it. */
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
