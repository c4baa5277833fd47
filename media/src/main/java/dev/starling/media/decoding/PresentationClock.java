package dev.starling.media.decoding;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;

/**
 * Turns the time stamps of pictures into strictly increasing presentation times that start at 0. Increasing stamps keep
 * their distances, however irregular. {@link TimeMap} has closed the jumps of the clock; what is left are faults of
 * single pictures:
 *
 * <ul>
 *   <li>a missing stamp: the nominal distance after the one before;
 *   <li>a stamp not after its predecessor's (rounding, duplicates, a picture that comes late because others were lost):
 *       half a nominal distance after it, and a whole one if the stamp was repeated before. The stamps of later
 *       pictures stay as they are.
 * </ul>
 */
final class PresentationClock {
    /** For a picture without a time stamp. */
    static final long MISSING = Long.MIN_VALUE;

    /** So many distances tell whether they are even. */
    private static final int DISTANCES = 8;
    /** The longest of them is at most so many times the shortest: a picture or two may have been left out. */
    private static final int MAX_RATIO = 3;

    private final long nominalTicks;
    /** The last ones between two stamps, the oldest first. */
    private final Deque<Long> distances = new ArrayDeque<>();

    private long guesses;
    private long origin = MISSING;
    private long previous = MISSING;
    private long lastStamp = MISSING;
    private boolean repeated;

    /** @param nominalTicks usual distance of two pictures, positive, in the unit of the stamps */
    PresentationClock(long nominalTicks) {
        this.nominalTicks = Math.max(1, nominalTicks);
    }

    /** The presentation time of the next picture in display order, from its stamp or {@link #MISSING}. */
    long next(long stamp) {
        if (origin == MISSING) {
            origin = stamp == MISSING ? 0 : stamp;
            previous = 0;
            lastStamp = stamp;
            return 0;
        }
        if (previous == MISSING) {
            previous = stamp == MISSING ? 0 : stamp - origin;
            lastStamp = stamp;
            repeated = false;
            return previous;
        }
        noteDistance(stamp);
        long time = stamp == MISSING ? previous + nominalTicks : stamp - origin;
        boolean repeats = stamp != MISSING && stamp == lastStamp;
        if (time <= previous) {
            time = previous + (repeats && repeated ? nominalTicks : Math.max(1, nominalTicks / 2));
        }
        repeated = repeats;
        lastStamp = stamp;
        previous = time;
        return time;
    }

    private void noteDistance(long stamp) {
        if (stamp == MISSING) {
            guesses += isUneven() ? 1 : 0;
        } else if (lastStamp != MISSING && stamp > lastStamp) {
            distances.add(stamp - lastStamp);
            if (distances.size() > DISTANCES) {
                distances.remove();
            }
        }
    }

    private boolean isUneven() {
        return !distances.isEmpty() && Collections.max(distances) > MAX_RATIO * Collections.min(distances);
    }

    /** How many pictures so far had no stamp, after others that were not equally far from each other. */
    long guesses() {
        return guesses;
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
