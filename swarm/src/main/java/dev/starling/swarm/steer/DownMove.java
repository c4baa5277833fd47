package dev.starling.swarm.steer;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Decides whether the rest of a clip goes down: compares the values of all ways to continue. A value is that of the
 * clip's quality, of the stall that it may cause, and of the state that it leads to.
 */
public final class DownMove {
    /** What arrives later than this before the client's buffer runs empty is late: a round trip is still to come. */
    private static final double SAFETY_SECONDS = 0.1;

    private DownMove() {}

    /**
     * A clip under one way to continue.
     *
     * @param bytes the bytes left to send
     * @param vmaf the mean over the whole clip
     * @param requantisingSeconds the processor time for what is left to requantise
     */
    public record Rest(long bytes, double vmaf, double requantisingSeconds) {}

    /**
     * A path whose throughput is known, and the time that is left: a {@link PathState} to decide on.
     *
     * @param bitsPerSecond its current throughput, above 0
     * @param queuedBytes bytes handed to the connection and not yet received
     * @param left the time until the client's buffer runs empty
     * @param sustained the throughput to expect of the next clips
     */
    public record Path(double bitsPerSecond, long queuedBytes, Duration left, Optional<Bandwidth> sustained) {
        /** The seconds until the rest has arrived. */
        private double arrival(Rest rest) {
            return (queuedBytes + rest.bytes()) * 8 / bitsPerSecond;
        }

        /** The seconds until the rest must have arrived. */
        private double leftSafely() {
            return left.toNanos() / 1e9 - SAFETY_SECONDS;
        }

        /** Whether the rest arrives before the client's buffer runs empty. */
        boolean arrives(Rest rest) {
            return lateSeconds(rest) == 0;
        }

        /** By how much the rest arrives too late for that. */
        double lateSeconds(Rest rest) {
            return Math.max(0, arrival(rest) - leftSafely());
        }

        /** The bytes of a rest that just arrives; negative if it is too late for any. */
        double arrivingBytes() {
            return leftSafely() * bitsPerSecond / 8 - queuedBytes;
        }
    }

    /**
     * Chooses the way to continue.
     *
     * @param goOn the current plan
     * @param lower the ways down, best first; may be empty
     * @return the index in {@code lower} of the best way down if its value is above that of going on, else empty
     */
    public static OptionalInt decide(Rest goOn, List<Rest> lower, Path path, Critic critic) {
        if (lower.isEmpty()) {
            return OptionalInt.empty();
        }
        Critic.Values values = critic.on(path.sustained());
        PolicySettings.Prices prices = critic.prices();
        double best = value(goOn, path, values, prices);
        OptionalInt choice = OptionalInt.empty();
        for (int i = 0; i < lower.size(); i++) {
            double value = value(lower.get(i), path, values, prices) + prices.splice();
            if (value > best) {
                best = value;
                choice = OptionalInt.of(i);
            }
        }
        return choice;
    }

    private static double value(Rest rest, Path path, Critic.Values values, PolicySettings.Prices prices) {
        return values.of(rest.vmaf(), path.left().toNanos() / 1e9 - path.arrival(rest))
                + prices.cpuSecond() * rest.requantisingSeconds();
    }
}
