package dev.starling.lab.player;

/** hls.js's estimate of bandwidth and time to first byte ({@code utils/ewma-bandwidth-estimator.ts}). */
final class HlsEstimator {
    private static final double FAST_HALF_LIFE = 3;
    private static final double SLOW_HALF_LIFE = 9;
    private static final double DEFAULT_FIRST_BYTE_SECONDS = 0.1;
    private static final double MIN_WEIGHT = 0.001;
    private static final double MIN_FIRST_BYTE_SECONDS = 0.005;

    private final double defaultBitsPerSecond;
    private final Ewma fast = new Ewma(FAST_HALF_LIFE);
    private final Ewma slow = new Ewma(SLOW_HALF_LIFE);
    private final Ewma firstByte = new Ewma(SLOW_HALF_LIFE);

    /** @param defaultBitsPerSecond the bandwidth before anything is measured */
    HlsEstimator(double defaultBitsPerSecond) {
        this.defaultBitsPerSecond = defaultBitsPerSecond;
    }

    /** Counts a transfer; its weight is its duration. */
    void sample(double seconds, double bytes) {
        if (bytes > 0) {
            double duration = Math.max(seconds, Math.min(0.05, bytes / 1e8));
            fast.add(duration, bytes * 8 / duration);
            slow.add(duration, bytes * 8 / duration);
        }
    }

    /** Counts a time to first byte; longer ones weigh less. */
    void sampleFirstByte(double seconds) {
        firstByte.add(Math.sqrt(2) * Math.exp(-seconds * seconds / 2), Math.max(seconds, MIN_FIRST_BYTE_SECONDS));
    }

    /** The lower one of the fast and the slow mean. */
    double bitsPerSecond() {
        return fast.totalWeight() >= MIN_WEIGHT ? Math.min(fast.mean(), slow.mean()) : defaultBitsPerSecond;
    }

    double firstByteSeconds() {
        return firstByte.totalWeight() >= MIN_WEIGHT ? firstByte.mean() : DEFAULT_FIRST_BYTE_SECONDS;
    }
}
