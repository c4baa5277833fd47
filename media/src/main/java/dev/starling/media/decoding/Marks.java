package dev.starling.media.decoding;

import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Times, or positions of a file, at which something happens, about in their order. The memory is bounded: once so many
 * are kept, it may happen anywhere from the first one on that is not.
 */
final class Marks {
    private final int most;
    private final NavigableSet<Long> kept = new TreeSet<>();
    private long earliestLeftOut = Long.MAX_VALUE;

    /** Keeps at most so many. */
    Marks(int most) {
        this.most = most;
    }

    void add(long mark) {
        if (kept.size() < most) {
            kept.add(mark);
        } else {
            earliestLeftOut = Math.min(earliestLeftOut, mark);
        }
    }

    /** Whether one may be between two others, inclusive. */
    boolean mayHaveAny(long from, long until) {
        return until >= earliestLeftOut || !kept.subSet(from, true, until, true).isEmpty();
    }
}
