package dev.starling.swarm.steer;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.DoubleUnaryOperator;

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
     * A path whose throughput is known, and the time that is left: a {@link PathState} to decide on. Immutable.
     *
     * <p>A moment says little about the seconds after it: most dips last for less than two seconds. So the throughput
     * is expected to return, exponentially, from the current one to what both horizons let expect; what that is, is
     * uncertain.
     */
    public static final class Path {
        /**
         * A dip is taken to last, in seconds, for this divided by the seconds that are left: the less time is left, the
         * less a later decision can mend.
         */
        private static final double DIP_SQUARE_SECONDS = 64;

        private static final double MIN_DIP_SECONDS = 0.5;
        private static final double MAX_DIP_SECONDS = 30;
        /** If so much time is left, both horizons count alike; the more time, the more the long one counts. */
        private static final double LONG_SECONDS = 8;
        /** Three points with the mean, variance and kurtosis of a normal distribution, in its deviations. */
        private static final double OUTER_DEVIATION = Math.sqrt(3);

        private static final double OUTER_WEIGHT = 1.0 / 6;

        /** So much later a decision can be made, and so much time must be left for that. */
        private static final double WAIT_SECONDS = 0.5;

        private static final double MIN_LEFT_TO_WAIT_SECONDS = 5;

        private static final int MAX_ITERATIONS = 30;
        private static final double PRECISION_SECONDS = 1e-3;

        private final double bitsPerSecond;
        private final long queuedBytes;
        private final double leftSeconds;
        private final Optional<Bandwidth> sustained;
        /** The throughput that the path returns to. */
        private final double expected;
        /** How many times more or less the outer points are. */
        private final double spread;
        /** The time in which the current throughput comes near to what is expected, to 1/e of the distance. */
        private final double dipSeconds;

        /**
         * @param bitsPerSecond its current throughput, above 0
         * @param filled whether the path was the limit of the last transfer
         * @param queuedBytes bytes handed to the connection and not yet received
         * @param left the time until the client's buffer runs empty
         * @param sustained the throughput to expect of the next clips; if empty, the current one is expected to stay
         */
        public Path(
                double bitsPerSecond, boolean filled, long queuedBytes, Duration left, Optional<Bandwidth> sustained) {
            this.queuedBytes = queuedBytes;
            this.leftSeconds = left.toNanos() / 1e9;
            this.sustained = sustained;
            double safely = Math.max(0, leftSafely());
            double longShare = safely / (safely + LONG_SECONDS);
            this.expected = sustained
                    .map(it -> Math.pow(it.shortBitsPerSecond(), 1 - longShare)
                            * Math.pow(it.longBitsPerSecond(), longShare))
                    .orElse(bitsPerSecond);
            boolean isBound = sustained
                    .filter(it -> it.knowledge() == Bandwidth.Knowledge.AT_LEAST)
                    .isPresent();
            // On a path that was not filled the current throughput is no dip: there was nothing more to send.
            this.bitsPerSecond = isBound && !filled ? Math.max(bitsPerSecond, expected) : bitsPerSecond;
            this.spread = sustained
                    .map(it -> Math.pow(2, it.spreadDoublings() * OUTER_DEVIATION))
                    .orElse(1.0);
            this.dipSeconds = Math.clamp(DIP_SQUARE_SECONDS / safely, MIN_DIP_SECONDS, MAX_DIP_SECONDS);
        }

        /** The mean of a figure over what the path may return to. */
        private double mean(DoubleUnaryOperator ofReturned) {
            double middle = ofReturned.applyAsDouble(expected);
            return spread == 1
                    ? middle
                    : OUTER_WEIGHT
                                    * (ofReturned.applyAsDouble(expected / spread)
                                            + ofReturned.applyAsDouble(expected * spread))
                            + (1 - 2 * OUTER_WEIGHT) * middle;
        }

        private double value(Rest rest, double returned, Critic.Values values) {
            return values.of(rest.vmaf(), leftSeconds - arrival(rest, returned));
        }

        /** Whether a decision can wait: what is lost until then is little of what can arrive. */
        boolean mayWait() {
            return leftSafely() >= MIN_LEFT_TO_WAIT_SECONDS;
        }

        /** Whether the client's buffer is not empty yet. */
        boolean plays() {
            return leftSafely() > 0;
        }

        /** A rest if the plan before goes on for a while, and then the way down follows. */
        private Rest later(Rest goOn, Rest way, double returned) {
            double sent = Math.max(0, carriedBits(WAIT_SECONDS, returned) / 8 - queuedBytes);
            double part = Math.min(1, sent / Math.max(1, goOn.bytes()));
            return new Rest(
                    Math.round(part * goOn.bytes() + (1 - part) * way.bytes()),
                    part * goOn.vmaf() + (1 - part) * way.vmaf(),
                    (1 - part) * way.requantisingSeconds());
        }

        /**
         * The seconds until a rest has arrived.
         *
         * @param returned the throughput that the path returns to
         */
        private double arrival(Rest rest, double returned) {
            double bits = (queuedBytes + rest.bytes()) * 8.0;
            // From this side, Newton's method comes nearer with each step: the throughput only rises, or only falls.
            double seconds = bits / bitsPerSecond;
            for (int i = 0; i < MAX_ITERATIONS; i++) {
                double rate = returned + (bitsPerSecond - returned) * Math.exp(-seconds / dipSeconds);
                double step = (carriedBits(seconds, returned) - bits) / rate;
                seconds -= step;
                if (Math.abs(step) < PRECISION_SECONDS) {
                    break;
                }
            }
            return seconds;
        }

        private double carriedBits(double seconds, double returned) {
            return returned * seconds + (bitsPerSecond - returned) * dipSeconds * (1 - Math.exp(-seconds / dipSeconds));
        }

        /** The seconds until the rest must have arrived. */
        private double leftSafely() {
            return leftSeconds - SAFETY_SECONDS;
        }

        /** Whether a rest probably arrives before the client's buffer runs empty. */
        boolean arrives(Rest rest) {
            return lateSeconds(rest) == 0;
        }

        /** By how much a rest probably arrives too late for that. */
        double lateSeconds(Rest rest) {
            return Math.max(0, arrival(rest, expected) - leftSafely());
        }

        /** The bytes of a rest that just arrives; negative if it is too late for any. */
        double arrivingBytes() {
            return carriedBits(Math.max(0, leftSafely()), expected) / 8 - queuedBytes;
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
        Critic.Values values = critic.on(path.sustained);
        PolicySettings.Prices prices = critic.prices();
        double best = path.mean(returned -> value(goOn, path, returned, values, prices));
        OptionalInt choice = OptionalInt.empty();
        for (int i = 0; i < lower.size(); i++) {
            Rest way = lower.get(i);
            double value = path.mean(returned -> value(way, path, returned, values, prices)) + prices.splice();
            if (value > best) {
                best = value;
                choice = OptionalInt.of(i);
            }
        }
        return choice.isPresent() && path.mayWait() && waiting(goOn, lower, path, values, prices) >= best
                ? OptionalInt.empty()
                : choice;
    }

    /** What it is worth to decide a little later, when the path shows what it returns to. */
    private static double waiting(
            Rest goOn, List<Rest> lower, Path path, Critic.Values values, PolicySettings.Prices prices) {
        return path.mean(returned -> {
            double best = value(goOn, path, returned, values, prices);
            for (Rest way : lower) {
                Rest later = path.later(goOn, way, returned);
                best = Math.max(best, value(later, path, returned, values, prices) + prices.splice());
            }
            return best;
        });
    }

    private static double value(
            Rest rest, Path path, double returned, Critic.Values values, PolicySettings.Prices prices) {
        return path.value(rest, returned, values) + prices.cpuSecond() * rest.requantisingSeconds();
    }
}
