package dev.starling.edge.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Tail;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** The members and tails that were used lately, mapped and with their indexes parsed. Thread-safe. */
final class MemberCache {
    /**
     * Each member is one mapping. Linux allows 65,530 per process, and dropped members stay mapped until they are
     * garbage-collected.
     */
    private static final int MAX_MEMBERS = 4096;

    private final Cache<Key, MappedMember> recent;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /** Readers are compared by identity, so a replaced package and its replacement share nothing. */
    private record Key(PackageReader reader, int clip, ClusterId cluster, Optional<Tail> tail) {}

    MemberCache() {
        this(Ticker.systemTicker());
    }

    MemberCache(Ticker ticker) {
        recent = Caffeine.newBuilder()
                .maximumSize(MAX_MEMBERS)
                .expireAfterAccess(PublishedTitle.MAX_IDLE)
                .scheduler(Scheduler.systemScheduler())
                .ticker(ticker)
                // A request would wake another thread for upkeep that takes less than that.
                .executor(Runnable::run)
                .build();
    }

    CacheCounts counts() {
        return new CacheCounts(hits.sum(), misses.sum());
    }

    /** Opens what is not here. */
    interface Opening {
        MappedMember open() throws IOException;
    }

    MappedMember member(PackageReader reader, int clip, ClusterId cluster, Opening opening) throws IOException {
        return file(new Key(reader, clip, cluster, Optional.empty()), opening);
    }

    MappedMember tail(PackageReader reader, int clip, Tail tail, Opening opening) throws IOException {
        return file(new Key(reader, clip, tail.member(), Optional.of(tail)), opening);
    }

    private MappedMember file(Key key, Opening opening) throws IOException {
        MappedMember known = recent.getIfPresent(key);
        if (known != null) {
            hits.increment();
            return known;
        }
        misses.increment();
        MappedMember opened = opening.open();
        recent.put(key, opened);
        return opened;
    }
}
