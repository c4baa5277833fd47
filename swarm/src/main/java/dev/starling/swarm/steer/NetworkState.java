package dev.starling.swarm.steer;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is known of the path to one client, and of its buffer. What is not known is empty.
 *
 * @param bitsPerSecond bandwidth that the client can count on
 * @param roundTrip round-trip time
 * @param jitter variation of the round-trip time
 * @param lossRatio share of segments sent again, 0–1
 * @param buffer media that the client holds and has not played
 */
public record NetworkState(
        OptionalDouble bitsPerSecond,
        Optional<Duration> roundTrip,
        Optional<Duration> jitter,
        OptionalDouble lossRatio,
        Optional<Duration> buffer) {
    /** Nothing is known. */
    public static final NetworkState UNKNOWN = new NetworkState(
            OptionalDouble.empty(), Optional.empty(), Optional.empty(), OptionalDouble.empty(), Optional.empty());
}
