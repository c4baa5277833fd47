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
 * were recorded, a hole that ends with a key picture does not count, unless all are key pictures, or it is a loss: no
 * start of a clock is announced there, and
 *
 * <ul>
 *   <li>the demuxer met damage, and sound is heard all the time;
 *   <li>or pictures and sound are on the {@linkplain FrameGrid grid} from before the hole, and the demuxer met damage,
 *       or sound is heard all the time and nearly all pictures are equally far from each other.
 * </ul>
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
    private record Step(long start, long ticks, int pictures, long excess, Start end) {
        long distance() {
            return ticks / pictures;
        }

        long endTime() {
            return start + ticks;
        }
    }

    /** The picture after a hole. */
    enum Start {
        /** No recording begins with it. */
        NONE,
        /** A recording may begin with it. */
        POSSIBLE,
        /** So it may, but it is on the grid of the pictures before. */
        POSSIBLE_ON_GRID;

        boolean mayBegin() {
            return this != NONE;
        }
    }

    /**
     * What happens beside the pictures.
     *
     * @param silences when sound is missing, in any order
     * @param sounds from when to when there is sound, silences included
     * @param breaks when frames of sound leave their grid, of each soundtrack
     * @param disturbances when the demuxer met damage
     * @param announced when the start of a clock is announced
     */
    record Surroundings(
            List<Interval> silences,
            List<Interval> sounds,
            List<Marks> breaks,
            NavigableSet<Long> disturbances,
            Marks announced) {
        private boolean isHeard(Interval time) {
            return isWithinSound(time) && silences.stream().noneMatch(time::touches);
        }

        private boolean isWithinSound(Interval time) {
            return sounds.stream().anyMatch(time::isIn);
        }

        private boolean mayBeJoin(Interval time) {
            return !isWithinSound(time) || breaks.stream().anyMatch(time::mayBeNear) || mayStart(time);
        }

        private boolean mayStart(Interval time) {
            return time.mayBeNear(announced);
        }
    }

    /** An interval of time. */
    record Interval(long start, long end) {
        boolean isNearAny(NavigableSet<Long> times, long reach) {
            return !times.subSet(start - reach, true, end + reach, true).isEmpty();
        }

        boolean mayBeNear(Marks marks) {
            return marks.mayHaveAny(start - REACH, end + REACH);
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
     * @param end the picture at its end
     * @param held from the picture before it to that at its end; 0 if the common clock does not have it
     */
    private record Hole(Interval time, int pictures, Start end, long held) {
        /** Whether the common clock does not have it. */
        boolean isClosed() {
            return held == 0;
        }

        boolean isAtAny(NavigableSet<Long> disturbances) {
            return time.isNearAny(disturbances, isClosed() ? REACH_OF_JUMP : REACH);
        }
    }

    /** The last steps, the oldest first, and how many of them were judged. */
    private final List<Step> run = new ArrayList<>();

    private int judged;
    private final List<Hole> holes = new ArrayList<>();
    /** Of those that are no holes. */
    private long longestStep;

    private long equalSteps;
    private long steps;

    /**
     * The next picture that has a stamp.
     *
     * @param start the time of the one before
     * @param end its own time
     * @param without how many pictures without a stamp are between them
     * @param duration of the one before; 0 if unknown
     * @param next itself
     */
    void step(long start, long end, int without, long duration, Start next) {
        if (end <= start) {
            return;
        }
        run.add(new Step(start, end - start, without + 1, end - start - (without + 1) * duration, next));
        if (run.size() == NEIGHBOURS) {
            while (judged <= NEIGHBOURS / 2) {
                judge(run.get(judged++));
            }
            run.removeFirst();
            judged--;
        }
    }

    /**
     * The clock jumps ahead together with that of sound, by the time of some pictures. If the demuxer met damage there,
     * these may be missing.
     *
     * @param next the picture after the jump
     */
    void leap(long time, long pictures, Start next) {
        if (holes.size() < MAX_HOLES) {
            holes.add(new Hole(new Interval(time, time), (int) Math.min(Integer.MAX_VALUE, pictures), next, 0));
        }
    }

    /** The next picture is on another clock. */
    void cut() {
        while (judged < run.size()) {
            judge(run.get(judged++));
        }
        run.clear();
        judged = 0;
    }

    /** Whether a recording ended at the start of an interval, and another one began at its end. */
    boolean isPause(Interval time, Surroundings near) {
        return holes.stream()
                .filter(hole -> hole.end().mayBegin() && time.isMostlyIn(hole.time()))
                .anyMatch(hole -> hole.end() == Start.POSSIBLE || near.mayBeJoin(hole.time()));
    }

    private void judge(Step step) {
        long[] distances = run.stream().mapToLong(Step::distance).sorted().toArray();
        long usual = Math.max(1, distances[distances.length / 2]);
        steps++;
        equalSteps += Math.abs(step.distance() - usual) <= usual / NEAR ? 1 : 0;
        long longer = Math.min(step.excess(), step.ticks() - step.pictures() * usual);
        if (longer > MIN_HOLE * usual && holes.size() < MAX_HOLES) {
            int pictures = (int) Math.min(Integer.MAX_VALUE, Math.round((double) longer / usual));
            holes.add(new Hole(
                    new Interval(step.endTime() - longer, step.endTime()), pictures, step.end(), step.ticks()));
        } else {
            longestStep = Math.max(longestStep, step.ticks());
        }
    }

    /**
     * The number of missing pictures, after the last picture.
     *
     * @param near what happens beside them
     * @param stamps what they mean
     */
    long count(Surroundings near, TimeMapper.Stamps stamps) {
        cut();
        return holes.stream()
                .filter(it -> isLoss(it, near, stamps))
                .mapToLong(Hole::pictures)
                .sum();
    }

    /**
     * The longest time for which a picture was held, after the last picture: from one to the next, where none are lost
     * between them.
     *
     * @param near what happens beside them
     * @param stamps what they mean
     */
    long longestHeld(Surroundings near, TimeMapper.Stamps stamps) {
        cut();
        return holes.stream()
                .filter(it -> !isLoss(it, near, stamps))
                .mapToLong(Hole::held)
                .reduce(longestStep, Math::max);
    }

    private boolean isLoss(Hole hole, Surroundings near, TimeMapper.Stamps stamps) {
        boolean constant = stamps == TimeMapper.Stamps.RECORDED && equalSteps >= CONSTANT * steps;
        boolean mayBegin = stamps == TimeMapper.Stamps.RECORDED && hole.end().mayBegin();
        return mayBegin ? isLossBeforeKey(hole, near, constant) : isLoss(hole, near, constant);
    }

    private static boolean isLoss(Hole hole, Surroundings near, boolean constant) {
        boolean isSilent = near.silences().stream().anyMatch(hole.time()::isMostlyIn);
        return hole.isAtAny(near.disturbances()) || (!hole.isClosed() && (constant || isSilent));
    }

    private static boolean isLossBeforeKey(Hole hole, Surroundings near, boolean constant) {
        boolean disturbed = hole.isAtAny(near.disturbances());
        boolean heard = !hole.isClosed() && near.isHeard(hole.time()); // else the clock of sound jumped too
        if (near.mayStart(hole.time())) {
            return false;
        }
        boolean goesOn = hole.end() == Start.POSSIBLE_ON_GRID && !near.mayBeJoin(hole.time());
        return (disturbed && heard) || (goesOn && (disturbed || (heard && constant)));
    }
}
