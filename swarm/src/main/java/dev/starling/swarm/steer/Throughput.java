package dev.starling.swarm.steer;

import java.util.OptionalDouble;

/**
 * A client's throughput from what was delivered to it. Each mean is bits over seconds of sending, both fading with the
 * time spent sending: a long slow transfer weighs as much as it took, so that short bursts do not flatter the path.
 *
 * <p>A transfer that ended because there was nothing more to send says only what the path can do at least: it raises
 * the estimate and never lowers it. Not safe for several threads.
 */
final class Throughput {
    /** How fast a path may collapse under a clip: half of what is known is forgotten after this much sending. */
    private static final double CURRENT_HALF_LIFE_SECONDS = 0.4;
    /** The two memories of the sustained estimate; the lower counts, so that it falls fast and rises slowly. */
    private static final double FAST_HALF_LIFE_SECONDS = 2;

    private static final double SLOW_HALF_LIFE_SECONDS = 8;
    /**
     * The first transfers of a connection are slower than its path; shorter ones than this tell nothing by themselves.
     */
    static final double LEAST_BITS_THAT_TELL = 8 * 128 * 1024;

    private final Mean current = new Mean(CURRENT_HALF_LIFE_SECONDS);
    private final Mean fast = new Mean(FAST_HALF_LIFE_SECONDS);
    private final Mean slow = new Mean(SLOW_HALF_LIFE_SECONDS);
    private boolean known;

    /** What held a transfer back. */
    enum Limit {
        /** The path: more was waiting to be sent. */
        NETWORK,
        /** We had no more to send. */
        APPLICATION
    }

    /**
     * Counts a transfer.
     *
     * @param bits delivered
     * @param seconds that it took, above 0
     */
    void add(double bits, double seconds, Limit limit) {
        if (!(seconds > 0) || !(bits >= 0)) {
            throw new IllegalArgumentException("Not a transfer: " + bits + " bits in " + seconds + " s");
        }
        switch (limit) {
            case NETWORK -> {
                known = true;
                current.add(bits, seconds);
                fast.add(bits, seconds);
                slow.add(bits, seconds);
            }
            case APPLICATION -> {
                if (known || bits >= LEAST_BITS_THAT_TELL) {
                    known = true;
                    current.raise(bits, seconds);
                    fast.raise(bits, seconds);
                    slow.raise(bits, seconds);
                }
            }
        }
    }

    /** What the path carries at this moment, in bits a second. */
    OptionalDouble current() {
        return known ? OptionalDouble.of(current.rate()) : OptionalDouble.empty();
    }

    /** What the path can be counted on to carry, in bits a second. */
    OptionalDouble sustained() {
        return known ? OptionalDouble.of(Math.min(fast.rate(), slow.rate())) : OptionalDouble.empty();
    }

    /** A mean that fades. */
    private static final class Mean {
        private final double halfLifeSeconds;
        private double bits;
        private double seconds;

        Mean(double halfLifeSeconds) {
            this.halfLifeSeconds = halfLifeSeconds;
        }

        void add(double moreBits, double moreSeconds) {
            // The transfer itself fades too: what is integrated over it is bits / seconds · ∫ 2^(−t/h) dt.
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
