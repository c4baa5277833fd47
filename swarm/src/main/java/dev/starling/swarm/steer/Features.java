package dev.starling.swarm.steer;

import dev.starling.swarm.title.FeatureVector;
import java.time.Duration;

/**
 * The normalised vectors of DESIGN.md section 5: what is known of a client and of its path, as numbers that a cluster's
 * profile can be multiplied with. The package format names their layout: {@code docs/package-format.md}.
 */
public final class Features {
    /** Screen heights from 180 to 2880 lines. */
    static final SoftBins SCREEN_HEIGHT = new SoftBins(180, 0.5, 9);
    /** Logical processors from 1 to 8. */
    static final SoftBins PROCESSORS = new SoftBins(1, 1, 4);
    /** Sustainable bandwidth from 62.5 kbit/s to 256 Mbit/s. */
    static final SoftBins BANDWIDTH = new SoftBins(62_500, 1, 13);

    /** Before anything is measured: fixed and mobile access as public measurements spread, on the careful side. */
    private static final double PRIOR_BITS_PER_SECOND = 4_000_000;

    private static final double PRIOR_SPREAD_DOUBLINGS = 1.0;

    /** How much of a measured bandwidth is counted on when the buffer is empty, full, and unknown. */
    private static final double SHARE_EMPTY = 0.5;

    private static final double SHARE_FULL = 0.95;
    private static final double SHARE_UNKNOWN = 0.75;
    private static final double FULL_BUFFER_SECONDS = 12;

    /** A request costs a round trip before its first byte; this is the media it buys. */
    private static final double MEDIA_SECONDS_A_REQUEST = 2;

    private Features() {}

    /** The client vector: screen height, then processors; a part that is unknown is all zero and sways nothing. */
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

    /** The network vector: the bandwidth that can be sustained, spread over its prior while it is unknown. */
    public static FeatureVector of(NetworkState network) {
        double[] values = new double[BANDWIDTH.count()];
        double share = sustainableShare(network);
        if (network.bitsPerSecond().isPresent()) {
            BANDWIDTH.activate(network.bitsPerSecond().getAsDouble() * share, values, 0);
        } else {
            BANDWIDTH.activateBell(PRIOR_BITS_PER_SECOND * share, PRIOR_SPREAD_DOUBLINGS, values, 0);
        }
        return new FeatureVector(values);
    }

    /** The share of the measured bandwidth that a client can count on: less with a thin buffer, a long path, losses. */
    static double sustainableShare(NetworkState network) {
        double buffered = network.buffer()
                .map(buffer -> SHARE_EMPTY
                        + (SHARE_FULL - SHARE_EMPTY) * Math.clamp(seconds(buffer) / FULL_BUFFER_SECONDS, 0, 1))
                .orElse(SHARE_UNKNOWN);
        double waiting = seconds(network.roundTrip().orElse(Duration.ZERO))
                + seconds(network.jitter().orElse(Duration.ZERO));
        double losses = 1 / (1 + 10 * Math.clamp(network.lossRatio().orElse(0), 0, 1));
        return buffered * losses * MEDIA_SECONDS_A_REQUEST / (MEDIA_SECONDS_A_REQUEST + Math.max(0, waiting));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
