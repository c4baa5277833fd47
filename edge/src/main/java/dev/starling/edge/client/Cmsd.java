package dev.starling.edge.client;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Common Media Server Data (CTA-5006): what the edge tells with a response. Two headers: what is true of the object
 * wherever it is cached, and what is true of this delivery.
 */
public final class Cmsd {
    /** The header for what is true of the object (section 3.1). */
    public static final String STATIC = "cmsd-static";
    /** The header for what is true of this delivery (section 3.2). */
    public static final String DYNAMIC = "cmsd-dynamic";

    private static final String SERVER = "starling";

    private Cmsd() {}

    /** The object's type, as CMCD's {@code ot}. */
    public enum ObjectType {
        AUDIO("a"),
        INIT("i"),
        MANIFEST("m"),
        VIDEO("v");

        private final String token;

        ObjectType(String token) {
            this.token = token;
        }
    }

    /** The value of {@link #STATIC} for an object that has no duration. */
    public static String staticData(ObjectType type) {
        return "ot=" + type.token + ",st=v,v=1";
    }

    /**
     * The value of {@link #STATIC} for a segment.
     *
     * @param bitsPerSecond its bitrate as planned
     * @param duration how long it plays
     */
    public static String staticData(ObjectType type, double bitsPerSecond, Duration duration) {
        return "br=" + Math.round(bitsPerSecond / 1000) + ",d=" + duration.toMillis() + "," + staticData(type);
    }

    /**
     * The value of {@link #DYNAMIC}: estimated throughput ({@code etp}, kbit/s) and round-trip time ({@code rtt}, ms),
     * as far as known; empty if neither is.
     */
    public static Optional<String> dynamicData(OptionalDouble bitsPerSecond, Optional<Duration> roundTrip) {
        StringBuilder value = new StringBuilder();
        bitsPerSecond.ifPresent(it -> value.append(";etp=").append(Math.round(it / 1000)));
        roundTrip.ifPresent(it -> value.append(";rtt=").append(it.toMillis()));
        return value.isEmpty() ? Optional.empty() : Optional.of('"' + SERVER + '"' + value);
    }
}
