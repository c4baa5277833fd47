package dev.starling.edge.delivery;

import dev.starling.swarm.steer.NetworkState;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/** A network state as the explain API shows it; what is not known is absent. */
public record NetworkReport(
        OptionalDouble bitsPerSecond,
        OptionalDouble roundTripSeconds,
        OptionalDouble jitterSeconds,
        OptionalDouble lossRatio,
        OptionalDouble bufferSeconds) {
    public static NetworkReport of(NetworkState state) {
        return new NetworkReport(
                state.bitsPerSecond(),
                seconds(state.roundTrip()),
                seconds(state.jitter()),
                state.lossRatio(),
                seconds(state.buffer()));
    }

    private static OptionalDouble seconds(Optional<Duration> duration) {
        return duration.isPresent() ? OptionalDouble.of(duration.get().toNanos() / 1e9) : OptionalDouble.empty();
    }
}
