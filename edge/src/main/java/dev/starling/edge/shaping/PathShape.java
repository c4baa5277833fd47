package dev.starling.edge.shaping;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An artificial path as a client describes it in JSON ({@code docs/http-api.md}). All members are optional; without
 * any, the path is the real one.
 *
 * @param trace the id of a {@link PathTrace}, which repeats when it ends
 * @param bitsPerSecond carries no more than this
 * @param drop carries no more than this from some time on
 * @param lossRatio the share of segments that are lost and sent again, 0–0.5
 * @param roundTripSeconds added to the real round trip, 0–2
 */
public record PathShape(
        Optional<String> trace,
        OptionalDouble bitsPerSecond,
        Optional<Drop> drop,
        OptionalDouble lossRatio,
        OptionalDouble roundTripSeconds) {
    /** The real path. */
    public static final PathShape NONE = new PathShape(
            Optional.empty(), OptionalDouble.empty(), Optional.empty(), OptionalDouble.empty(), OptionalDouble.empty());

    /** A clip of a few seconds would take minutes below this. */
    private static final double MIN_BITS_PER_SECOND = 20_000;

    private static final double MAX_BITS_PER_SECOND = 1e9;
    private static final double MAX_AFTER_SECONDS = 3_600;
    private static final double MAX_LOSS_RATIO = 0.5;
    private static final double MAX_ROUND_TRIP_SECONDS = 2;

    /**
     * A drop of the bitrate.
     *
     * @param afterSeconds when it begins, counted from the moment at which the shape is set
     */
    public record Drop(double afterSeconds, double bitsPerSecond) {}

    /** Whether the path is the real one. */
    public boolean isNone() {
        return equals(NONE);
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of range or no trace has the name; the message is for clients
     */
    public void check() {
        trace.ifPresent(id -> {
            if (PathTrace.find(id).isEmpty()) {
                throw new IllegalArgumentException("no trace is called \"" + id + "\"; GET /api/paths lists them");
            }
        });
        bitsPerSecond.ifPresent(it -> check("bitsPerSecond", it, MIN_BITS_PER_SECOND, MAX_BITS_PER_SECOND));
        drop.ifPresent(it -> {
            check("drop.afterSeconds", it.afterSeconds(), 0, MAX_AFTER_SECONDS);
            check("drop.bitsPerSecond", it.bitsPerSecond(), MIN_BITS_PER_SECOND, MAX_BITS_PER_SECOND);
        });
        lossRatio.ifPresent(it -> check("lossRatio", it, 0, MAX_LOSS_RATIO));
        roundTripSeconds.ifPresent(it -> check("roundTripSeconds", it, 0, MAX_ROUND_TRIP_SECONDS));
    }

    private static void check(String member, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(member + " is not within " + text(least) + " to " + text(most));
        }
    }

    private static String text(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
