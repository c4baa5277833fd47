package dev.starling.media.decoding;

import dev.starling.libav.Natives;
import java.util.Arrays;
import java.util.List;

/**
 * Places the frames of sound. A frame starts where the one before ended, unless its stamp and those of the next few
 * frames agree on another place: then there is a gap or an overlap of exactly that length. So sound is never further
 * than {@link #TOLERANCE_SECONDS} from its stamps for longer than a few frames, and neither a stamp that is wrong by
 * itself nor stamps that are rounded or irregular tear it. Times are in 1/90000 s.
 */
final class SoundClock {
    /**
     * Smaller differences are ignored: containers round to milliseconds, and live encoders are less exact. A picture
     * lasts longer at rates up to 120 per second.
     */
    static final double TOLERANCE_SECONDS = 0.008;

    /** How many frames must be known, where there are so many: most of them agree. */
    static final int FRAMES_AHEAD = 5;

    /** No stamp is known. */
    static final double UNKNOWN = Double.NaN;

    private static final double TOLERANCE = TOLERANCE_SECONDS * Natives.TICKS_PER_SECOND;

    private double end = UNKNOWN;

    /**
     * A frame to come.
     *
     * @param stamp its start; {@link #UNKNOWN} if the file does not tell
     * @param duration in 1/90000 s
     */
    record Stamped(double stamp, double duration) {}

    /**
     * Where the next frame starts; {@link #UNKNOWN} if no stamp was known so far.
     *
     * @param frames it and those that follow
     */
    double next(List<Stamped> frames) {
        Stamped next = frames.getFirst();
        double start = Double.isNaN(end) ? next.stamp() : end + offset(frames);
        end = start + next.duration();
        return start;
    }

    /** The length of a gap before the next frame; negative for an overlap. */
    private double offset(List<Stamped> frames) {
        double[] offsets = new double[frames.size()];
        double expected = end;
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = frames.get(i).stamp() - expected;
            expected += frames.get(i).duration();
        }
        double own = offsets[0];
        double[] known =
                Arrays.stream(offsets).filter(it -> !Double.isNaN(it)).sorted().toArray();
        if (Double.isNaN(own) || Math.abs(own) <= TOLERANCE) {
            return 0;
        }
        double common = known[(known.length - 1) / 2];
        if (Math.abs(own - common) <= TOLERANCE) {
            return common;
        }
        // Another gap follows soon.
        return Math.signum(own) == Math.signum(common) && Math.abs(own) < Math.abs(common) ? own : 0;
    }
}
