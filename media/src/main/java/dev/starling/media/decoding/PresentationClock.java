package dev.starling.media.decoding;

/**
 * Turns the time stamps that a container gives its pictures into strictly increasing presentation times that start at
 * 0. Increasing stamps pass through unchanged but for the origin, however irregular. The faults of real files are
 * repaired so:
 *
 * <ul>
 *   <li>a missing stamp continues at the nominal distance;
 *   <li>a stamp not after its predecessor, but within a picture of it, is a rounding or a duplicate: half a nominal
 *       distance;
 *   <li>a stamp further back is a splice of two recordings: all that follow are moved so that time goes on.
 * </ul>
 */
final class PresentationClock {
    /** For a picture without a time stamp. */
    static final long MISSING = Long.MIN_VALUE;

    private final long nominalTicks;
    private long origin = MISSING;
    private long previous = MISSING;

    /** @param nominalTicks the usual distance of two pictures, positive */
    PresentationClock(long nominalTicks) {
        this.nominalTicks = Math.max(1, nominalTicks);
    }

    /** The presentation time of the next picture in display order, given its stamp or {@link #MISSING}. */
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

    /** Forgets the pictures so far but not the origin: the next picture is one from elsewhere in the title. */
    void jump() {
        previous = MISSING;
    }

    /** The stamp that presentation time 0 stands for, once there was a picture. */
    long origin() {
        return origin;
    }
}
