package dev.starling.swarm.steer;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * Decides before each chunk whether the rest of a clip goes down. It compares the values of all ways to continue. A
 * value is the quality shown, minus the price of the stall that it may cause, minus the price of a thin buffer for the
 * next clips.
 */
public final class DownMove {
    /** The price of a second of stall, in decibel-seconds of quality. */
    static final double STALL_PRICE = 40;
    /** The price of each second by which the buffer falls below {@link #SAFE_BUFFER}, in decibel-seconds. */
    static final double THIN_BUFFER_PRICE = 4;

    static final Duration SAFE_BUFFER = Duration.ofSeconds(2);

    private DownMove() {}

    /**
     * The rest of the clip under one way to continue.
     *
     * @param bytes the bytes left to send
     * @param qualitySeconds the quality of the rest in decibels, integrated over seconds
     */
    public record Rest(long bytes, double qualitySeconds) {}

    /**
     * A path whose throughput is known, and the time that is left: a {@link PathState} to decide on.
     *
     * @param bitsPerSecond its current throughput, above 0
     * @param queuedBytes bytes handed to the connection and not yet received
     * @param left the time until the client's buffer runs empty
     */
    public record Path(double bitsPerSecond, long queuedBytes, Duration left) {}

    /**
     * Chooses the way to continue.
     *
     * @param goOn the rest of the current plan
     * @param lower the ways down, best first; may be empty
     * @return the index in {@code lower} of the best way down if its value is above that of going on, else empty
     */
    public static OptionalInt decide(Rest goOn, List<Rest> lower, Path path) {
        double best = value(goOn, path);
        OptionalInt choice = OptionalInt.empty();
        for (int i = 0; i < lower.size(); i++) {
            double value = value(lower.get(i), path);
            if (value > best) {
                best = value;
                choice = OptionalInt.of(i);
            }
        }
        return choice;
    }

    private static double value(Rest rest, Path path) {
        double arrival = (path.queuedBytes() + rest.bytes()) * 8 / path.bitsPerSecond();
        double left = path.left().toNanos() / 1e9 - arrival;
        double stall = Math.max(0, -left);
        double thin = Math.clamp(SAFE_BUFFER.toNanos() / 1e9 - left, 0, SAFE_BUFFER.toNanos() / 1e9);
        return rest.qualitySeconds() - STALL_PRICE * stall - THIN_BUFFER_PRICE * thin;
    }
}
