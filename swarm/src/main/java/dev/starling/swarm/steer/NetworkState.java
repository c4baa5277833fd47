package dev.starling.swarm.steer;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The state of the path to one client and of the client's buffer. An empty value is unknown.
 *
 * @param bitsPerSecond the sustained throughput
 * @param roundTrip the round-trip time
 * @param jitter the variation of the round-trip time
 * @param lossRatio the fraction of segments that were retransmitted, 0–1
 * @param buffer the buffered media
 */
public record NetworkState(
        OptionalDouble bitsPerSecond,
        Optional<Duration> roundTrip,
        Optional<Duration> jitter,
        OptionalDouble lossRatio,
        Optional<Duration> buffer) {
    /** All values are unknown. */
    public static final NetworkState UNKNOWN = new NetworkState(
            OptionalDouble.empty(), Optional.empty(), Optional.empty(), OptionalDouble.empty(), Optional.empty());
}
