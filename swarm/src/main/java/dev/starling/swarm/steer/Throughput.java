package dev.starling.swarm.steer;

import java.util.OptionalDouble;

/**
 * Estimates a client's throughput from its transfers. Each mean is bits divided by seconds of sending, both discounted
 * exponentially over the time spent sending: a long slow transfer has the weight of its duration, and short bursts do
 * not inflate the estimate.
 *
 * <p>A transfer that ended because there was nothing more to send only gives a lower bound: it may raise the estimate
 * but never lowers it. Not thread-safe.
 */
final class Throughput {
    /** Half-life of the current estimate, in seconds of sending: paths may collapse within a clip. */
    private static final double CURRENT_HALF_LIFE_SECONDS = 0.4;
    /**
     * Half-lives of the two means behind the sustained estimate; the lower one counts: it falls fast and rises slowly.
     */
    private static final double FAST_HALF_LIFE_SECONDS = 2;

    private static final double SLOW_HALF_LIFE_SECONDS = 8;
    /** A connection starts slower than its path; a first transfer of fewer bits says nothing about the path. */
    static final double MIN_TELLING_BITS = 8 * 128 * 1024;

    private final Mean current = new Mean(CURRENT_HALF_LIFE_SECONDS);
    private final Mean fast = new Mean(FAST_HALF_LIFE_SECONDS);
    private final Mean slow = new Mean(SLOW_HALF_LIFE_SECONDS);
    private boolean known;

    /** What limited a transfer. */
    enum Limit {
        /** The path: more bytes were waiting. */
        NETWORK,
        /** The sender: there was nothing more to send. */
        APPLICATION
    }

    /**
     * Counts a transfer.
     *
     * @param bits the bits delivered
     * @param seconds the time it took, above 0
     */
    void add(double bits, double seconds, Limit limit) {
        if (!(seconds > 0) || !(bits >= 0)) {
            throw new IllegalArgumentException("not a transfer: " + bits + " bits in " + seconds + " s");
        }
        switch (limit) {
            case NETWORK -> {
                known = true;
                current.add(bits, seconds);
                fast.add(bits, seconds);
                slow.add(bits, seconds);
            }
            case APPLICATION -> {
                if (known || bits >= MIN_TELLING_BITS) {
                    known = true;
                    current.raise(bits, seconds);
                    fast.raise(bits, seconds);
                    slow.raise(bits, seconds);
                }
            }
        }
    }

    /** The current throughput, in bits per second. */
    OptionalDouble current() {
        return known ? OptionalDouble.of(current.rate()) : OptionalDouble.empty();
    }

    /** The sustained throughput, in bits per second. */
    OptionalDouble sustained() {
        return known ? OptionalDouble.of(Math.min(fast.rate(), slow.rate())) : OptionalDouble.empty();
    }

    /** An exponentially discounted mean. */
    private static final class Mean {
        private final double halfLifeSeconds;
        private double bits;
        private double seconds;

        Mean(double halfLifeSeconds) {
            this.halfLifeSeconds = halfLifeSeconds;
        }

        void add(double moreBits, double moreSeconds) {
            // The transfer itself is discounted too: its part is bits / seconds · ∫ 2^(−t/h) dt.
            double kept = Math.pow(2, -moreSeconds / halfLifeSeconds);
            double weight = halfLifeSeconds / Math.log(2) * (1 - kept);
            bits = bits * kept + moreBits / moreSeconds * weight;
            seconds = seconds * kept + weight;
        }

        void raise(double moreBits, double moreSeconds) {
            if (moreBits / moreSeconds > rate()) {
                add(moreBits, moreSeconds);
            }
        }

        double rate() {
            return seconds == 0 ? 0 : bits / seconds;
        }
    }
}
