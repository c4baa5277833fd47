package dev.starling.media.decoding;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;

/**
 * Finds where pictures are missing that no packet tells of: a picture is decoded later than the one before it ends, by
 * the time of one or more pictures. Not every such hole is damage, since a picture may be meant to last. It counts
 * where something else tells of a loss at that time: sound is missing too, or the demuxer has met damage. Where nothing
 * does, it counts if the clock ran while pictures were recorded and nearly all pictures of the stream are equally far
 * from each other.
 *
 * <p>A recording that is joined to another may begin later than the other one ended: where the clock ran while pictures
 * were recorded, a hole that ends with a key picture does not count, unless all are key pictures, or the demuxer met
 * damage and sound is heard all the time.
 *
 * <p>Times are those of decoding on the common clock, in 1/90000 s.
 */
final class MissingPictures {
    /** The usual distance is the median of so many around a hole. */
    private static final int NEIGHBOURS = 33;
    /** A hole is longer than this part of a picture: stamps are rounded, and fields are shown twice. */
    private static final double MIN_HOLE = 0.75;
    /** Distances that differ by less than this part are the same. */
    private static final int NEAR = 8;
    /** The smallest share of equal distances in a stream whose pictures are equally far from each other. */
    private static final double CONSTANT = 0.99;

    /** The demuxer reads ahead: it meets damage so much before or after a hole. */
    static final long REACH = 90_000;
    /** Where the clock jumps, which it may also do without damage. */
    private static final long REACH_OF_JUMP = REACH / 4;

    private static final int MAX_HOLES = 10_000;

    /** A distance between pictures that follow each other, and by how much it is more than the first one lasts. */
    private record Step(long start, long ticks, int pictures, long excess, boolean mayBegin) {
        long distance() {
            return ticks / pictures;
        }

        long end() {
            return start + ticks;
        }
    }

    /** An interval of time. */
    record Interval(long start, long end) {
        boolean isNearAny(NavigableSet<Long> times, long reach) {
            return !times.subSet(start - reach, true, end + reach, true).isEmpty();
        }

        boolean isIn(Interval other) {
            return other.start <= start && end <= other.end;
        }

        boolean touches(Interval other) {
            return other.start < end && start < other.end;
        }

        /** Whether the other one overlaps at least half of this one. */
        boolean isMostlyIn(Interval other) {
            return 2 * (Math.min(end, other.end) - Math.max(start, other.start)) >= end - start;
        }
    }

    /**
     * A hole.
     *
     * @param mayBegin whether a recording may begin at its end
     * @param isClosed whether the common clock does not have it
     */
    private record Hole(Interval time, int pictures, boolean mayBegin, boolean isClosed) {
        boolean isAtAny(NavigableSet<Long> disturbances) {
            return time.isNearAny(disturbances, isClosed ? REACH_OF_JUMP : REACH);
        }
    }

    /** The last steps, the oldest first, and which of them comes next. */
    private final List<Step> run = new ArrayList<>();

    private int next;
    private final List<Hole> holes = new ArrayList<>();
    private long equalSteps;
    private long steps;

    /**
     * The next picture that has a stamp.
     *
     * @param start the time of the one before
     * @param end its own time
     * @param without how many pictures without a stamp are between them
     * @param duration of the one before; 0 if unknown
     * @param mayBegin whether a recording may begin with it
     */
    void step(long start, long end, int without, long duration, boolean mayBegin) {
        if (end <= start) {
            return;
        }
        run.add(new Step(start, end - start, without + 1, end - start - (without + 1) * duration, mayBegin));
        if (run.size() == NEIGHBOURS) {
            while (next <= NEIGHBOURS / 2) {
                judge(run.get(next++));
            }
            run.removeFirst();
            next--;
        }
    }

    /**
     * The clock jumps ahead together with that of sound, by the time of some pictures, and not at a key picture. If the
     * demuxer met damage there, these are missing.
     */
    void leap(long time, long pictures) {
        if (holes.size() < MAX_HOLES) {
            holes.add(new Hole(new Interval(time, time), (int) Math.min(Integer.MAX_VALUE, pictures), false, true));
        }
    }

    /** The next picture is on another clock. */
    void cut() {
        while (next < run.size()) {
            judge(run.get(next++));
        }
        run.clear();
        next = 0;
    }

    private static boolean isHeard(Interval time, List<Interval> sounds, List<Interval> silences) {
        return sounds.stream().anyMatch(time::isIn) && silences.stream().noneMatch(time::touches);
    }

    /** Whether a recording may have ended at the start of an interval, and another begun at its end. */
    boolean isPause(Interval time) {
        return holes.stream().anyMatch(hole -> hole.mayBegin() && time.isMostlyIn(hole.time()));
    }

    private void judge(Step step) {
        long[] distances = run.stream().mapToLong(Step::distance).sorted().toArray();
        long usual = Math.max(1, distances[distances.length / 2]);
        steps++;
        equalSteps += Math.abs(step.distance() - usual) <= usual / NEAR ? 1 : 0;
        long longer = Math.min(step.excess(), step.ticks() - step.pictures() * usual);
        if (longer > MIN_HOLE * usual && holes.size() < MAX_HOLES) {
            int pictures = (int) Math.min(Integer.MAX_VALUE, Math.round((double) longer / usual));
            holes.add(new Hole(new Interval(step.end() - longer, step.end()), pictures, step.mayBegin(), false));
        }
    }

    /**
     * The number of missing pictures, after the last picture.
     *
     * @param silences when sound is missing, in any order
     * @param disturbances when the demuxer met damage
     * @param sounds from when to when there is sound, silences included
     * @param stamps what they mean
     */
    long count(
            List<Interval> silences, NavigableSet<Long> disturbances, List<Interval> sounds, TimeMapper.Stamps stamps) {
        cut();
        boolean constant = stamps == TimeMapper.Stamps.RECORDED && equalSteps >= CONSTANT * steps;
        return holes.stream()
                .filter(hole -> stamps == TimeMapper.Stamps.MEANT
                        || !hole.mayBegin()
                        || (hole.isAtAny(disturbances) && isHeard(hole.time(), sounds, silences)))
                .filter(hole -> hole.isAtAny(disturbances)
                        || (!hole.isClosed() && (constant || silences.stream().anyMatch(hole.time()::isMostlyIn))))
                .mapToLong(Hole::pictures)
                .sum();
    }
}
