package dev.starling.edge.delivery;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.starling.swarm.steer.Bandwidth;
import dev.starling.swarm.steer.NetworkState;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/** A network state in the JSON form of the API; unknown values are absent. */
public record NetworkReport(
        OptionalDouble bitsPerSecond,
        Optional<Bandwidth> bandwidth,
        @JsonUnwrapped RoundTrip roundTrip,
        OptionalDouble lossRatio,
        @JsonUnwrapped Buffer buffer,
        OptionalDouble lastVmaf) {
    /** The round-trip time: its smoothed value and its variation. */
    public record RoundTrip(OptionalDouble roundTripSeconds, OptionalDouble jitterSeconds) {}

    /** The media that the player holds, and wants to hold. */
    public record Buffer(OptionalDouble bufferSeconds, OptionalDouble bufferGoalSeconds) {}

    /** Converts a network state. */
    public static NetworkReport of(NetworkState state) {
        return new NetworkReport(
                state.bitsPerSecond(),
                state.bandwidth(),
                new RoundTrip(seconds(state.roundTrip()), seconds(state.jitter())),
                state.lossRatio(),
                new Buffer(seconds(state.buffer()), seconds(state.bufferGoal())),
                state.lastVmaf());
    }

    private static OptionalDouble seconds(Optional<Duration> duration) {
        return duration.isPresent() ? OptionalDouble.of(duration.get().toNanos() / 1e9) : OptionalDouble.empty();
    }
}
