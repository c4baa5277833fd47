package dev.starling.edge.client;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Common Media Server Data (CTA-5006): what the edge reports with a response, in two headers. One describes the object
 * and stays true in caches; the other describes this delivery.
 */
public final class Cmsd {
    /** The name of the header that describes the object (section 3.1). */
    public static final String STATIC = "cmsd-static";
    /** The name of the header that describes this delivery (section 3.2). */
    public static final String DYNAMIC = "cmsd-dynamic";

    private static final String SERVER = "starling";

    private Cmsd() {}

    /** The type of an object, with the tokens of CMCD's {@code ot}. */
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

    /** The value of {@link #STATIC} for an object without duration. */
    public static String staticData(ObjectType type) {
        return "ot=" + type.token + ",st=v,v=1";
    }

    /**
     * The value of {@link #STATIC} for a segment.
     *
     * @param bitsPerSecond its planned bitrate
     * @param duration its duration
     */
    public static String staticData(ObjectType type, double bitsPerSecond, Duration duration) {
        return "br=" + Math.round(bitsPerSecond / 1000) + ",d=" + duration.toMillis() + "," + staticData(type);
    }

    /**
     * The value of {@link #DYNAMIC}: estimated throughput ({@code etp}, kbit/s) and round-trip time ({@code rtt}, ms).
     * Empty if both are unknown.
     */
    public static Optional<String> dynamicData(OptionalDouble bitsPerSecond, Optional<Duration> roundTrip) {
        StringBuilder value = new StringBuilder();
        bitsPerSecond.ifPresent(it -> value.append(";etp=").append(Math.round(it / 1000)));
        roundTrip.ifPresent(it -> value.append(";rtt=").append(it.toMillis()));
        return value.isEmpty() ? Optional.empty() : Optional.of('"' + SERVER + '"' + value);
    }
}
