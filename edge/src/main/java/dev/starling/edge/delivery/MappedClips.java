package dev.starling.edge.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.swarm.steer.Levels;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ClusterId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The clips that were sent lately: what is known of one takes a quarter of the time of a request. Thread-safe. */
final class MappedClips {
    /** Each has some 10 kB of sums for each of its members and tails. */
    private static final int MAX_CLIPS = 512;

    private final Cache<Key, MappedClip> recent;

    /** Titles are compared by identity, so a replaced package and its replacement share nothing. */
    private record Key(PublishedTitle published, int clip, ClusterId one, Levels levels) {
        /** Without the levels: hardly two keys differ by them, and their hash takes longer than the others. */
        @Override
        public int hashCode() {
            return 31 * (31 * published.hashCode() + clip) + one.hashCode();
        }
    }

    MappedClips() {
        this(Ticker.systemTicker());
    }

    MappedClips(Ticker ticker) {
        recent = Caffeine.newBuilder()
                .maximumSize(MAX_CLIPS)
                .expireAfterAccess(PublishedTitle.MAX_IDLE)
                .scheduler(Scheduler.systemScheduler())
                .ticker(ticker)
                // A request would wake another thread for upkeep that takes less than that.
                .executor(Runnable::run)
                .build();
    }

    /**
     * The same as {@link MappedClip#open}. What lacks a tail is not kept: each request for it looks again.
     *
     * @throws LostMemberException if a member is missing, damaged, or from another package
     */
    MappedClip open(PublishedTitle published, Clip clip, ClusterId one, Levels levels, Consumer<IOException> onLost)
            throws LostMemberException {
        if (!clip.equals(published.title().clips().get(clip.index()))) {
            return MappedClip.open(published, clip, one, levels, onLost);
        }
        Optional<MappedClip> known = known(published, clip, one, levels);
        if (known.isPresent()) {
            return known.get();
        }
        List<IOException> lost = new ArrayList<>();
        MappedClip opened = MappedClip.open(published, clip, one, levels, lost::add);
        lost.forEach(onLost);
        if (lost.isEmpty()) {
            recent.put(new Key(published, clip.index(), one, levels), opened);
        }
        return opened;
    }

    /** A whole clip of a title that was sent lately. */
    Optional<MappedClip> known(PublishedTitle published, Clip clip, ClusterId one, Levels levels) {
        return Optional.ofNullable(recent.getIfPresent(new Key(published, clip.index(), one, levels)));
    }
}
