package dev.starling.edge.limits;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * The limits of an edge.
 *
 * @param configured those that differ from {@link EdgeLimit#byDefault}, each at least 1
 */
public record EdgeLimits(Map<EdgeLimit, Integer> configured) {
    /** All limits by default. */
    public static final EdgeLimits DEFAULT = new EdgeLimits(Map.of());

    public EdgeLimits {
        configured = Map.copyOf(configured);
        configured.forEach((limit, value) -> {
            if (value < 1) {
                throw new IllegalArgumentException(limit.label() + " must be at least 1: " + value);
            }
        });
    }

    /** The same limits with one other value. */
    public EdgeLimits with(EdgeLimit limit, int value) {
        Map<EdgeLimit, Integer> changed = new EnumMap<>(EdgeLimit.class);
        changed.putAll(configured);
        changed.put(limit, value);
        return new EdgeLimits(changed);
    }

    /** The value of a limit. */
    public int of(EdgeLimit limit) {
        return configured.getOrDefault(limit, limit.byDefault());
    }

    /** The longest time from the first byte of a request to its last. */
    public Duration requestTime() {
        return Duration.ofSeconds(of(EdgeLimit.SECONDS_TO_SEND_A_REQUEST));
    }

    /** The longest time for a response. */
    public Duration responseTime() {
        return Duration.ofSeconds(of(EdgeLimit.SECONDS_TO_TAKE_A_RESPONSE));
    }
}
