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

    /** The value of {@link #STATIC} for an object without duration. */
    public static String staticData(ObjectType type) {
        return "ot=" + type.token() + ",st=v,v=1";
    }

    /**
     * The value of {@link #STATIC} for a manifest.
     *
     * @param streamingFormat the token of CMCD's {@code sf}
     */
    public static String manifestData(String streamingFormat) {
        return "ot=" + ObjectType.MANIFEST.token() + ",sf=" + streamingFormat + ",st=v,v=1";
    }

    /**
     * The value of {@link #STATIC} for a segment.
     *
     * @param bitsPerSecond its planned bitrate
     * @param duration its duration
     * @param next the relative path of the next segment; empty if this is the last
     */
    public static String segmentData(ObjectType type, double bitsPerSecond, Duration duration, Optional<String> next) {
        return "br=" + Math.round(bitsPerSecond / 1000) + ",d=" + duration.toMillis()
                + next.map(path -> ",nor=\"" + path + '"').orElse("") + "," + staticData(type);
    }

    /**
     * The value of {@link #DYNAMIC}: estimated throughput ({@code etp}, kbit/s), the time from the request to the first
     * byte ({@code rd}, ms), and round-trip time ({@code rtt}, ms). What is unknown is left out.
     *
     * @param responseDelay until the content was ready to be sent
     */
    public static String dynamicData(
            OptionalDouble bitsPerSecond, Duration responseDelay, Optional<Duration> roundTrip) {
        StringBuilder value = new StringBuilder('"' + SERVER + '"');
        bitsPerSecond.ifPresent(it -> value.append(";etp=").append(Math.round(it / 1000)));
        value.append(";rd=").append(responseDelay.toMillis());
        roundTrip.ifPresent(it -> value.append(";rtt=").append(it.toMillis()));
        return value.toString();
    }
}
