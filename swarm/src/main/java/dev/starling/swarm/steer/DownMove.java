package dev.starling.swarm.steer;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * Decides, before each chunk of a clip in flight, whether to go down: by the value of what can still be sent. The value
 * of a way to go on is the quality that it shows, less what the stall costs that it may cause, less what a thin buffer
 * costs the next clips.
 */
public final class DownMove {
    /** A second of stall, in decibel-seconds of quality. */
    static final double STALL_PRICE = 40;
    /** A second less than {@link #SAFE_BUFFER} left in the buffer when the clip has arrived, in decibel-seconds. */
    static final double THIN_BUFFER_PRICE = 4;

    static final Duration SAFE_BUFFER = Duration.ofSeconds(2);

    private DownMove() {}

    /**
     * One way to go on: the rest of the clip from some member.
     *
     * @param bytes what is left to send
     * @param qualitySeconds quality of what is left in decibels, times its duration in seconds
     */
    public record Rest(long bytes, double qualitySeconds) {}

    /**
     * The path under a clip in flight.
     *
     * @param bitsPerSecond what the path carries now, above 0
     * @param queuedBytes handed to the connection and not yet received
     * @param deadline until the client has played all it holds
     */
    public record Path(double bitsPerSecond, long queuedBytes, Duration deadline) {}

    /**
     * Picks the way to go on.
     *
     * @param goOn the rest of the plan as it stands
     * @param lower the ways down, best first; may be empty
     * @return the index in {@code lower} of the way down that is worth more than going on; empty to go on
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
        double left = path.deadline().toNanos() / 1e9 - arrival;
        double stall = Math.max(0, -left);
        double thin = Math.clamp(SAFE_BUFFER.toNanos() / 1e9 - left, 0, SAFE_BUFFER.toNanos() / 1e9);
        return rest.qualitySeconds() - STALL_PRICE * stall - THIN_BUFFER_PRICE * thin;
    }
}
