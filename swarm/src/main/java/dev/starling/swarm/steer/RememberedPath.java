package dev.starling.swarm.steer;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What earlier sessions have measured of the path to an address. Its throughput is the prior of the next session: the
 * older, the less sure.
 *
 * @param bandwidth the throughput
 * @param roundTrip the round-trip time
 * @param at when it was measured last
 */
public record RememberedPath(Bandwidth bandwidth, Optional<Duration> roundTrip, Instant at) {
    /** An address may belong to someone else a day later. */
    public static final Duration MAX_AGE = Duration.ofHours(24);
    /**
     * How much the logarithm of a path's throughput wanders in an hour, in doublings; its square grows in proportion to
     * the time. After a day and with it, a path is about as uncertain as one of which nothing is known.
     */
    private static final double DOUBLINGS_PER_ROOT_HOUR = 0.2;

    private static final double LOG_2 = Math.log(2);

    /** Whether this says anything about now. */
    public boolean isUsable(Instant now) {
        return age(now).compareTo(MAX_AGE) <= 0;
    }

    /**
     * The throughput to expect now. Both horizons are the long one: how fast the path was at the last moment of a
     * session does not tell how fast it is later.
     */
    public Bandwidth bandwidth(Instant now) {
        double hours = age(now).toMillis() / 3_600_000.0;
        double spread = Math.hypot(bandwidth.spreadDoublings(), DOUBLINGS_PER_ROOT_HOUR * Math.sqrt(hours));
        return new Bandwidth(
                bandwidth.longBitsPerSecond(), bandwidth.longBitsPerSecond(), spread, bandwidth.knowledge());
    }

    private Duration age(Instant now) {
        Duration age = Duration.between(at, now);
        return age.isNegative() ? Duration.ZERO : age;
    }

    /**
     * This and a newer measurement, perhaps of another device: each counts by how sure it is, and what they differ by
     * makes both less sure.
     */
    public RememberedPath with(RememberedPath newer) {
        if (!isUsable(newer.at)) {
            return newer;
        }
        Bandwidth before = bandwidth(newer.at);
        double ours = precision(before.spreadDoublings());
        double theirs = precision(newer.bandwidth.spreadDoublings());
        double share = theirs / (ours + theirs);
        double logBefore = Math.log(before.longBitsPerSecond());
        double logNewer = Math.log(newer.bandwidth.longBitsPerSecond());
        double mean = Math.exp(logBefore + share * (logNewer - logBefore));
        double apart = Math.abs(logNewer - logBefore) / LOG_2;
        double spread = Math.hypot(Math.sqrt(1 / (ours + theirs)), apart * Math.sqrt(share * (1 - share)));
        Bandwidth both = new Bandwidth(mean, mean, spread, newer.bandwidth.knowledge());
        return new RememberedPath(both, newer.roundTrip.or(() -> roundTrip), newer.at);
    }

    /** The spread of one session is never taken as less than this: others of the address may fare differently. */
    private static double precision(double spread) {
        double least = Math.max(0.35, spread);
        return 1 / (least * least);
    }
}
