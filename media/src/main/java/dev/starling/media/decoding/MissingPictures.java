package dev.starling.media.decoding;

import dev.starling.media.decoding.PacketStamp.Way;
import dev.starling.media.decoding.TimeMapper.Clock;
import dev.starling.media.decoding.TimeMapper.Losses;
import dev.starling.media.decoding.TimeMapper.Stamps;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;

/**
 * Finds where pictures are missing that no packet tells of: a picture is decoded later than the one before it ends, by
 * the time of one or more pictures. Not every such hole is damage, since a picture may be meant to last. It counts
 * where something else tells of a loss.
 *
 * <p>Where packets are counted, the counters tell: packets of the pictures are lost in the hole, or sound is missing
 * too and packets of it are lost. A counter agrees after one loss in 16. If such a loss ends where a picture starts,
 * the picture before the hole is torn, which counts if nearly all pictures of the stream are equally far from each
 * other. If it ends inside a picture, nothing tells of it, unless {@link FrameNumbers} do. These also tell of what was
 * lost before packets were counted. Where none of these tells, a hole counts if sound is missing too, no key picture
 * follows, and nearly all pictures are equally far from each other. Otherwise a picture was held.
 *
 * <p>Elsewhere, a hole counts where sound is missing too, or the demuxer has met damage. Where nothing tells, it counts
 * if the clock ran while pictures were recorded and nearly all pictures of the stream are equally far from each other.
 *
 * <p>A recording that is joined to another may begin later than the other one ended: where the clock ran while pictures
 * were recorded, a hole that ends with a key picture does not count, unless all are key pictures, or it is a loss: no
 * start of a clock is announced there, and
 *
 * <ul>
 *   <li>packets are lost or the demuxer met damage, and sound is heard all the time;
 *   <li>or pictures and sound are on the {@linkplain FrameGrid grid} from before the hole, and packets are lost or the
 *       demuxer met damage, or, where packets are not counted, sound is heard all the time and nearly all pictures are
 *       equally far from each other.
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
    private record Step(long start, long ticks, int pictures, long excess, Next end) {
        long distance() {
            return ticks / pictures;
        }

        long endTime() {
            return start + ticks;
        }
    }

    /** Whether a recording begins with a picture. */
    enum Start {
        /** None does. */
        NONE,
        /** One may. */
        POSSIBLE,
        /** One may, but the picture is on the grid of those before. */
        POSSIBLE_ON_GRID;

        boolean mayBegin() {
            return this != NONE;
        }
    }

    /**
     * The picture after a step.
     *
     * @param start whether a recording begins with it
     * @param way from the picture before
     */
    record Next(Start start, Way way) {}

    /**
     * An interval without sound.
     *
     * @param way to the frame at its end
     */
    record Silence(Interval time, Way way) {}

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
            List<Silence> silences,
            List<Interval> sounds,
            List<Marks> breaks,
            NavigableSet<Long> disturbances,
            Marks announced) {
        private boolean isHeard(Interval time) {
            return isWithinSound(time) && silences.stream().noneMatch(it -> time.touches(it.time()));
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

        /** Whether packets are lost in a silence, as far as that is known. */
        boolean isTorn(Silence silence, Losses losses) {
            return switch (losses) {
                case COUNTED -> silence.way().isDamaged();
                case SENSED -> silence.time().isNearAny(disturbances, REACH);
            };
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
     * @param next the picture at its end
     * @param held from the picture before it to that at its end; 0 if the common clock does not have it
     */
    private record Hole(Interval time, int pictures, Next next, long held) {
        /** Whether the common clock does not have it. */
        boolean isClosed() {
            return held == 0;
        }

        Start end() {
            return next.start();
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
    void step(long start, long end, int without, long duration, Next next) {
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
    void leap(long time, long pictures, Next next) {
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
     * @param clock of the container
     */
    long count(Surroundings near, Clock clock) {
        cut();
        return holes.stream()
                .filter(it -> isLoss(it, near, clock))
                .mapToLong(Hole::pictures)
                .sum();
    }

    /**
     * The longest time for which a picture was held, after the last picture: from one to the next, where none are lost
     * between them.
     *
     * @param near what happens beside them
     * @param clock of the container
     */
    long longestHeld(Surroundings near, Clock clock) {
        cut();
        return holes.stream()
                .filter(it -> !isLoss(it, near, clock))
                .mapToLong(Hole::held)
                .reduce(longestStep, Math::max);
    }

    private boolean isLoss(Hole hole, Surroundings near, Clock clock) {
        boolean recorded = clock.stamps() == Stamps.RECORDED;
        boolean even = equalSteps >= CONSTANT * steps;
        boolean constant = recorded && even;
        boolean mayBegin = recorded && hole.end().mayBegin();
        return switch (clock.losses()) {
            case COUNTED ->
                mayBegin
                        ? isCounted(hole, near, constant) && mayGoOn(hole, near)
                        : isCounted(hole, near, constant) || (constant && isSilent(hole, near));
            case SENSED ->
                mayBegin
                        ? isLossBeforeKey(hole, near, constant)
                        : hole.isAtAny(near.disturbances())
                                || (constant && !hole.isClosed())
                                || ((recorded || even) && isSilent(hole, near));
        };
    }

    /** Whether packets are lost in a hole, by their counters; one loss in 16 only tears the picture before it. */
    private static boolean isCounted(Hole hole, Surroundings near, boolean constant) {
        boolean isTorn = hole.next().way() == Way.TORN && constant && !hole.isClosed();
        return hole.next().way().isDamaged()
                || isTorn
                || near.silences().stream()
                        .anyMatch(it -> it.way().isDamaged() && hole.time().isMostlyIn(it.time()));
    }

    /** Whether no recording is known to begin after a hole in which packets are lost. */
    private static boolean mayGoOn(Hole hole, Surroundings near) {
        return !near.mayStart(hole.time()) && (isHeard(hole, near) || goesOn(hole, near));
    }

    /**
     * Whether sound is missing in a hole too. Where the hole is closed, the clock of sound jumped. Sound that also
     * pauses without a hole is discontinuous, and its pauses tell nothing; where a key picture is off the grid, a
     * recorder paused.
     */
    private boolean isSilent(Hole hole, Surroundings near) {
        return !hole.isClosed()
                && hole.end() != Start.POSSIBLE
                && near.silences().stream().anyMatch(it -> hole.time().isMostlyIn(it.time()))
                && near.silences().stream()
                        .allMatch(silence ->
                                holes.stream().anyMatch(it -> it.time().touches(silence.time())));
    }

    private static boolean isLossBeforeKey(Hole hole, Surroundings near, boolean constant) {
        boolean disturbed = hole.isAtAny(near.disturbances());
        boolean heard = isHeard(hole, near);
        return !near.mayStart(hole.time())
                && ((disturbed && heard) || (goesOn(hole, near) && (disturbed || (heard && constant))));
    }

    /** Whether sound runs on. Where the hole is closed, the clock of sound jumped too. */
    private static boolean isHeard(Hole hole, Surroundings near) {
        return !hole.isClosed() && near.isHeard(hole.time());
    }

    private static boolean goesOn(Hole hole, Surroundings near) {
        return hole.end() == Start.POSSIBLE_ON_GRID && !near.mayBeJoin(hole.time());
    }
}
