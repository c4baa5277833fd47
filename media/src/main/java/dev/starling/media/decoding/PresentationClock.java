package dev.starling.media.decoding;

/**
 * Turns a container's time stamps into strictly increasing presentation times that start at 0. Increasing stamps keep
 * their distances, however irregular. Faults of real files are repaired:
 *
 * <ul>
 *   <li>a missing stamp: the nominal distance after the one before;
 *   <li>a stamp at most one picture before its predecessor (rounding, duplicates): half a nominal distance after it;
 *   <li>a stamp further back (two recordings spliced): the nominal distance after it, and all later stamps move along.
 * </ul>
 */
final class PresentationClock {
    /** For a picture without a time stamp. */
    static final long MISSING = Long.MIN_VALUE;

    private final long nominalTicks;
    private long origin = MISSING;
    private long previous = MISSING;

    /** @param nominalTicks usual distance of two pictures, positive, in the unit of the stamps */
    PresentationClock(long nominalTicks) {
        this.nominalTicks = Math.max(1, nominalTicks);
    }

    /** The presentation time of the next picture in display order, from its stamp or {@link #MISSING}. */
    long next(long stamp) {
        if (origin == MISSING) {
            origin = stamp == MISSING ? 0 : stamp;
            previous = 0;
            return 0;
        }
        if (previous == MISSING) {
            previous = stamp == MISSING ? 0 : stamp - origin;
            return previous;
        }
        long time = stamp == MISSING ? previous + nominalTicks : stamp - origin;
        if (time <= previous) {
            if (time > previous - nominalTicks) {
                time = previous + Math.max(1, nominalTicks / 2);
            } else {
                origin = stamp - (previous + nominalTicks);
                time = previous + nominalTicks;
            }
        }
        previous = time;
        return time;
    }

    /** Forgets the pictures so far, but not the origin: the next picture is from elsewhere in the title. */
    void jump() {
        previous = MISSING;
    }

    /** The stamp at presentation time 0, or {@link #MISSING} before the first picture. */
    long origin() {
        return origin;
    }
}
