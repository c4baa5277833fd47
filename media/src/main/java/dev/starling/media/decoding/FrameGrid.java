package dev.starling.media.decoding;

/**
 * Whether the times of a stream are whole multiples of one distance after its first one, as those of pictures or frames
 * of sound on one clock are, also after a loss. Those of another recording hardly ever are. Times are in 1/90000 s.
 */
final class FrameGrid {
    /** Fewer steps do not tell the distance. */
    private static final int MIN_STEPS = 16;
    /** Stamps are rounded, each by at most half a tick. */
    private static final int ROUNDING = 2;
    /** A time is off by at most the distance divided by this: clocks are not exact. */
    private static final int TOLERANCES_PER_DISTANCE = 64;
    /** Fewer, as after a long pause, tell nothing: the distance is known too little. */
    private static final int MIN_TOLERANCES_PER_DISTANCE = 8;

    private long origin;
    private long last;
    /** Distances from the origin to the last time. */
    private long steps;

    private boolean started;

    /**
     * Takes the next time; returns whether it is known to be on the grid of those before.
     *
     * @param count how many distances after the one before it should be
     */
    boolean take(long time, long count) {
        boolean known = steps >= MIN_STEPS;
        double distance = steps == 0 ? (double) (time - last) / count : (double) (last - origin) / steps;
        long passed = Math.round((time - last) / distance);
        double tolerance =
                distance / TOLERANCES_PER_DISTANCE + ROUNDING + (double) ROUNDING * passed / Math.max(1, steps);
        boolean goesOn = started
                && time > last
                && passed > 0
                && Math.abs(time - last - passed * distance) <= tolerance
                && tolerance <= distance / MIN_TOLERANCES_PER_DISTANCE;
        origin = goesOn ? origin : time;
        steps = goesOn ? steps + passed : 0;
        last = time;
        started = true;
        return known && goesOn;
    }
}
