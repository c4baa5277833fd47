package dev.starling.media.decoding;

import dev.starling.libav.Natives;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Places the frames of sound. A frame starts where the one before ended, unless its stamp and all that are known of the
 * next {@value #AHEAD_SECONDS} s are further from there than {@link #TOLERANCE_SECONDS}, in the same direction: then
 * there is a gap or an overlap, as long as the least of them tells. So neither a stamp that is wrong by itself nor
 * stamps that are rounded, irregular or shared by several frames tear the sound. Times are in 1/90000 s.
 */
final class SoundClock {
    /** Smaller differences are ignored: containers round to milliseconds, and live encoders are less exact. */
    static final double TOLERANCE_SECONDS = 0.01;

    /** What is tolerated where few stamps are known, as before the end. */
    private static final double COARSE_SECONDS = 0.03;

    private static final double AHEAD_SECONDS = 0.5;
    /** Fewer stamps may all be wrong. */
    private static final int MIN_STAMPS = 4;
    /** Where few frames have stamps, no more is decoded ahead. */
    private static final double MAX_AHEAD_SECONDS = 2;

    private static final int MAX_FRAMES = 4096;

    /** No stamp is known. */
    static final double UNKNOWN = Double.NaN;

    /** The frames to come. */
    private final Deque<Stamped> ahead = new ArrayDeque<>();

    private double ticksAhead;
    private int stampsAhead;
    private double end = UNKNOWN;

    /**
     * A frame to come.
     *
     * @param stamp its start; {@link #UNKNOWN} if the file does not tell
     * @param lost the length of what is known to be missing before it; 0 if there is a stamp, which tells by itself
     * @param duration in 1/90000 s
     */
    record Stamped(double stamp, double lost, double duration) {
        private boolean isKnown() {
            return !Double.isNaN(stamp);
        }
    }

    /** Takes the frame after those taken before. */
    void add(Stamped frame) {
        ahead.add(frame);
        ticksAhead += frame.duration();
        stampsAhead += frame.isKnown() ? 1 : 0;
    }

    /** Whether another frame should be added, if there is one, before the next one is placed. */
    boolean wantsMore() {
        return !seesEnough() && ticksAhead < ticks(MAX_AHEAD_SECONDS) && ahead.size() < MAX_FRAMES;
    }

    private boolean seesEnough() {
        return ticksAhead >= ticks(AHEAD_SECONDS) && stampsAhead >= MIN_STAMPS;
    }

    /** Where the first of the frames that were added starts, which is removed; {@link #UNKNOWN} before any stamp. */
    double next() {
        Stamped next = ahead.element();
        double start = Double.isNaN(end) ? next.stamp() : end + next.lost() + offset();
        end = start + next.duration();
        ahead.remove();
        ticksAhead -= next.duration();
        stampsAhead -= next.isKnown() ? 1 : 0;
        return start;
    }

    /** The length of a gap before the next frame; negative for an overlap. */
    private double offset() {
        double own = ahead.element().stamp() - end;
        if (Double.isNaN(own) || Math.abs(own) <= ticks(TOLERANCE_SECONDS)) {
            return 0;
        }
        double direction = Math.signum(own);
        double least = Math.abs(own);
        double expected = end;
        for (Stamped frame : ahead) {
            expected += frame.lost();
            if (frame.isKnown()) {
                least = Math.min(least, direction * (frame.stamp() - expected));
            }
            expected += frame.duration();
        }
        double tolerance = ticks(seesEnough() ? TOLERANCE_SECONDS : COARSE_SECONDS);
        return least > tolerance ? direction * least : 0;
    }

    private static double ticks(double seconds) {
        return seconds * Natives.TICKS_PER_SECOND;
    }
}
