package dev.starling.swarm.steer;

import dev.starling.swarm.title.FeatureVector;
import java.time.Duration;

/**
 * The normalised feature vectors of clients and paths, which are multiplied with a cluster's profile vectors.
 * {@code docs/package-format.md} specifies their layout.
 */
public final class Features {
    /** Screen heights from 180 to 2880 lines. */
    static final SoftBins SCREEN_HEIGHT = new SoftBins(180, 0.5, 9);
    /** Logical processors from 1 to 8. */
    static final SoftBins PROCESSORS = new SoftBins(1, 1, 4);
    /** Sustainable bandwidth from 62.5 kbit/s to 256 Mbit/s. */
    static final SoftBins BANDWIDTH = new SoftBins(62_500, 1, 13);

    /**
     * The prior before anything is measured, from public statistics of fixed and mobile access, on the careful side.
     */
    private static final double PRIOR_BITS_PER_SECOND = 4_000_000;

    private static final double PRIOR_SPREAD_DOUBLINGS = 1.0;

    /** The fraction of a measured bandwidth that counts with an empty, a full and an unknown buffer. */
    private static final double FRACTION_EMPTY = 0.5;

    private static final double FRACTION_FULL = 0.95;
    private static final double FRACTION_UNKNOWN = 0.75;
    private static final double FULL_BUFFER_SECONDS = 12;

    /** The media that one request fetches; each request waits a round trip for its first byte. */
    private static final double MEDIA_SECONDS_PER_REQUEST = 2;

    private Features() {}

    /** The client vector: screen height, then processors. An unknown part is zero and has no influence. */
    public static FeatureVector of(CapabilityVector client) {
        double[] values = new double[SCREEN_HEIGHT.count() + PROCESSORS.count()];
        if (client.screenHeight().isPresent() || client.smoothHeight().isPresent()) {
            double height = Math.min(
                    client.screenHeight().orElse(Integer.MAX_VALUE),
                    client.smoothHeight().orElse(Integer.MAX_VALUE));
            SCREEN_HEIGHT.activate(height, values, 0);
        }
        client.logicalProcessors().ifPresent(n -> PROCESSORS.activate(n, values, SCREEN_HEIGHT.count()));
        return new FeatureVector(values);
    }

    /** The network vector: the sustainable bandwidth, or its prior while it is unknown. */
    public static FeatureVector of(NetworkState network) {
        double[] values = new double[BANDWIDTH.count()];
        double fraction = sustainableFraction(network);
        if (network.bitsPerSecond().isPresent()) {
            BANDWIDTH.activate(network.bitsPerSecond().getAsDouble() * fraction, values, 0);
        } else {
            BANDWIDTH.activateBell(PRIOR_BITS_PER_SECOND * fraction, PRIOR_SPREAD_DOUBLINGS, values, 0);
        }
        return new FeatureVector(values);
    }

    /** The fraction of the measured bandwidth that counts: less with a thin buffer, a long path and losses. */
    static double sustainableFraction(NetworkState network) {
        double buffered = network.buffer()
                .map(buffer -> FRACTION_EMPTY
                        + (FRACTION_FULL - FRACTION_EMPTY) * Math.clamp(seconds(buffer) / FULL_BUFFER_SECONDS, 0, 1))
                .orElse(FRACTION_UNKNOWN);
        double waiting = seconds(network.roundTrip().orElse(Duration.ZERO))
                + seconds(network.jitter().orElse(Duration.ZERO));
        double losses = 1 / (1 + 10 * Math.clamp(network.lossRatio().orElse(0), 0, 1));
        return buffered * losses * MEDIA_SECONDS_PER_REQUEST / (MEDIA_SECONDS_PER_REQUEST + Math.max(0, waiting));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
