package dev.starling.swarm.steer;

import dev.starling.swarm.steer.PolicySettings.PathAssumptions;
import java.time.Duration;

/**
 * The normalised feature vectors of clients and networks, which are multiplied with a cluster's profile vectors.
 * {@code docs/steering.md} specifies their layout.
 */
final class Features {
    /** Screen heights from 180 to 2880 lines. */
    static final SoftBins SCREEN_HEIGHT = new SoftBins(180, 0.5, 9);
    /** Logical processors from 1 to 8. */
    static final SoftBins PROCESSORS = new SoftBins(1, 1, 4);

    /** The length of the client vector. */
    static final int CLIENT_COUNT = SCREEN_HEIGHT.count() + PROCESSORS.count();

    /** The network vector while a client plays: throughput × buffer. */
    static final int PLAYING = 0;
    /** At a start: throughput. */
    static final int STARTING = Outlook.BANDWIDTH.count() * Outlook.BUFFER.count();
    /** The VMAF of the clip before, in points. */
    static final int QUALITY = STARTING + Outlook.BANDWIDTH.count();

    static final int MAX_VMAF = 100;
    /** The length of the network vector. */
    static final int NETWORK_COUNT = QUALITY + MAX_VMAF + 1;

    /** The buffer of a client that plays, if it is unknown. */
    private static final double UNKNOWN_BUFFER_SECONDS = 4;
    /** What such a client shows, if it is unknown. */
    private static final double UNKNOWN_VMAF = 90;

    /** The media that one request fetches; each request waits a round trip for its first byte. */
    private static final double MEDIA_SECONDS_PER_REQUEST = 2;
    /** Less weight than this has no influence. */
    private static final double MIN_WEIGHT = 2e-3;

    private Features() {}

    /**
     * The client vector: useful height, then processors. An unknown part is zero and has no influence; so are the
     * processors where hardware decodes.
     */
    static SparseVector of(CapabilityVector client) {
        double[] values = new double[CLIENT_COUNT];
        client.usefulHeight().ifPresent(height -> SCREEN_HEIGHT.activate(height, values, 0));
        if (!client.decodesInHardware()) {
            client.logicalProcessors().ifPresent(n -> PROCESSORS.activate(n, values, SCREEN_HEIGHT.count()));
        }
        SparseVector.Builder vector = new SparseVector.Builder();
        for (int element = 0; element < values.length; element++) {
            vector.add(element, values[element]);
        }
        return vector.build();
    }

    /** The network vector. Throughput, buffer and quality each sum to 1. */
    static SparseVector of(NetworkState network, PolicySettings settings) {
        double[] bandwidth = bandwidth(network, settings);
        SparseVector.Builder vector = new SparseVector.Builder();
        boolean starts = network.lastVmaf().isEmpty()
                && network.buffer().filter(Duration::isPositive).isEmpty();
        if (starts) {
            for (int bin = 0; bin < bandwidth.length; bin++) {
                vector.add(STARTING + bin, bandwidth[bin]);
            }
            return vector.build();
        }
        double buffer = network.buffer().map(Features::seconds).orElse(UNKNOWN_BUFFER_SECONDS);
        int below = Outlook.BUFFER.below(buffer);
        double right = Outlook.BUFFER.fraction(buffer, below);
        for (int bin = 0; bin < bandwidth.length; bin++) {
            int at = PLAYING + bin * Outlook.BUFFER.count() + below;
            vector.add(at, bandwidth[bin] * (1 - right)).add(at + 1, bandwidth[bin] * right);
        }
        double last = network.lastVmaf().orElse(UNKNOWN_VMAF);
        int floor = (int) Math.min(last, MAX_VMAF - 1);
        return vector.add(QUALITY + floor, floor + 1 - last)
                .add(QUALITY + floor + 1, last - floor)
                .build();
    }

    private static double[] bandwidth(NetworkState network, PolicySettings settings) {
        double waiting = Math.max(0, network.roundTrip().map(Features::seconds).orElse(0.0));
        double share = MEDIA_SECONDS_PER_REQUEST / (MEDIA_SECONDS_PER_REQUEST + waiting);
        return network.bandwidth().map(it -> bandwidth(it, share, settings)).orElseGet(() -> {
            PathAssumptions prior = settings.path();
            return bell(prior.priorBitsPerSecond() * share, prior.priorSpreadDoublings());
        });
    }

    /** The soft bins of an expected throughput: a bell over its logarithm. */
    static double[] bandwidth(Bandwidth bandwidth, double share, PolicySettings settings) {
        double longShare = settings.horizons().longShare();
        double centre = Math.pow(bandwidth.shortBitsPerSecond(), 1 - longShare)
                * Math.pow(bandwidth.longBitsPerSecond(), longShare);
        double climb = switch (bandwidth.knowledge()) {
            case MEASURED -> 1;
            case AT_LEAST -> settings.path().climb();
        };
        double spread = Math.max(settings.path().minSpreadDoublings(), bandwidth.spreadDoublings());
        return bell(centre * climb * share, spread);
    }

    private static double[] bell(double centre, double spread) {
        double[] values = new double[Outlook.BANDWIDTH.count()];
        Outlook.BANDWIDTH.activateBell(centre, spread, values, 0);
        double sum = 0;
        for (int bin = 0; bin < values.length; bin++) {
            values[bin] = values[bin] < MIN_WEIGHT ? 0 : values[bin];
            sum += values[bin];
        }
        for (int bin = 0; bin < values.length; bin++) {
            values[bin] /= sum;
        }
        return values;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
