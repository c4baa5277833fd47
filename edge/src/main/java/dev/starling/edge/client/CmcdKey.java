package dev.starling.edge.client;

import dev.starling.edge.client.CmcdType.Limits;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The reserved keys of CMCD (CTA-5004, table 1; CTA-5004-B): one row each, with the type of its value, the values that
 * are physically possible, and where it may occur. A new key is a new row.
 */
public enum CmcdKey {
    // spotless:off
    /** Aggregate encoded bitrate, kbit/s. */
    AB(new CmcdType.Numbers(Limits.KILOBITS), Place.REQUEST_V2),
    /** Backgrounded: the viewer does not see the player. */
    BG(new CmcdType.Flag(), Place.REQUEST_V2),
    /** Buffer length, ms. */
    BL(new CmcdType.Numbers(Limits.BUFFER), Place.REQUEST),
    /** Encoded bitrate, kbit/s. */
    BR(new CmcdType.Numbers(Limits.KILOBITS), Place.REQUEST),
    /** Buffer starvation since the last report. */
    BS(new CmcdType.Flag(), Place.REQUEST),
    /** Buffer starvations since the session began. */
    BSA(new CmcdType.Numbers(Limits.COUNT), Place.REQUEST_V2),
    /** Durations of the buffer starvations that ended since the last report, ms. */
    BSD(new CmcdType.Numbers(Limits.DAY), Place.REQUEST_V2),
    /** Duration of all buffer starvations since the session began, ms. */
    BSDA(new CmcdType.Numbers(Limits.DAY), Place.REQUEST_V2),
    /** CDN ID. */
    CDN(new CmcdType.Text(128), Place.REQUEST_V2),
    /** Custom event name. */
    CEN(new CmcdType.Text(64), Place.EVENT),
    /** Content ID; 64 characters in version 1. */
    CID(new CmcdType.Text(128), Place.REQUEST),
    /** A copy of CMSD-Dynamic in Base64. */
    CMSDD(new CmcdType.Text(4096), Place.RESPONSE_RECEIVED),
    /** A copy of CMSD-Static in Base64. */
    CMSDS(new CmcdType.Text(4096), Place.RESPONSE_RECEIVED),
    /** Content signature. */
    CS(new CmcdType.Text(4096), Place.REQUEST_V2),
    /** Object duration, ms. */
    D(new CmcdType.OneNumber(Limits.DAY), Place.REQUEST),
    /** Frames dropped since the session began. */
    DFA(new CmcdType.OneNumber(Limits.COUNT), Place.REQUEST_V2),
    /** Deadline, ms: the first sample of the object must arrive within this time to avoid a stall. */
    DL(new CmcdType.OneNumber(Limits.BUFFER), Place.REQUEST),
    /** Event; {@link EventType}. */
    E(new CmcdType.Symbol(EventType.tokens()), Place.EVENT),
    /** Player error codes. */
    EC(new CmcdType.Texts(256), Place.REQUEST_V2),
    /** Hostname. */
    H(new CmcdType.Text(128), Place.EVENT),
    /** Lowest aggregated encoded bitrate, kbit/s. */
    LAB(new CmcdType.Numbers(Limits.KILOBITS), Place.REQUEST_V2),
    /** Lowest encoded bitrate, kbit/s. */
    LB(new CmcdType.Numbers(Limits.KILOBITS), Place.REQUEST_V2),
    /** Live stream latency, ms. */
    LTC(new CmcdType.OneNumber(Limits.DAY), Place.REQUEST_V2),
    /** Media start delay, ms. */
    MSD(new CmcdType.OneNumber(Limits.DAY), Place.REQUEST_V2),
    /** Measured throughput, kbit/s; 0 is no measurement. */
    MTP(new CmcdType.Numbers(Limits.THROUGHPUT), Place.REQUEST),
    /** Next object requests, relative paths. */
    NOR(new CmcdType.Texts(4096), Place.REQUEST),
    /** Non rendered: what is retrieved is not shown. */
    NR(new CmcdType.Flag(), Place.REQUEST_V2),
    /** Next range request; version 2 has a parameter of {@code nor} instead. */
    NRR(new CmcdType.Text(64), Place.REQUEST_V1),
    /** Object type; {@link ObjectType}. */
    OT(new CmcdType.Symbol(tokens(ObjectType.values(), ObjectType::token)), Place.REQUEST),
    /** Playhead bitrate, kbit/s. */
    PB(new CmcdType.Numbers(Limits.KILOBITS), Place.REQUEST_V2),
    /** Playback rate; 1 is real time, 0 a pause. */
    PR(new CmcdType.OneNumber(Limits.RATE), Place.REQUEST),
    /** Playhead time, ms. */
    PT(new CmcdType.OneNumber(Limits.EPOCH), Place.REQUEST_V2),
    /** Response code; 0 if no response came. */
    RC(new CmcdType.OneNumber(Limits.STATUS), Place.RESPONSE_RECEIVED),
    /** Requested maximum throughput, kbit/s. */
    RTP(new CmcdType.OneNumber(Limits.THROUGHPUT), Place.REQUEST),
    /** Streaming format: DASH, HLS, HESP, smooth, other. */
    SF(new CmcdType.Symbol(Set.of("d", "h", "e", "s", "o")), Place.REQUEST),
    /** Session ID. */
    SID(new CmcdType.Text(64), Place.REQUEST),
    /** Streaming media response tracing data in Base64. */
    SMRT(new CmcdType.Text(4096), Place.RESPONSE_RECEIVED),
    /** Sequence number of the report. */
    SN(new CmcdType.OneNumber(Limits.COUNT), Place.REQUEST_V2),
    /** Stream type: video on demand, live, low-latency live. */
    ST(new CmcdType.Symbol(Set.of("v", "l", "ll")), Place.REQUEST),
    /** State; {@link PlayerState}. */
    STA(new CmcdType.Symbol(Set.of("s", "p", "k", "r", "a", "w", "e", "f", "q", "d")), Place.REQUEST_V2),
    /** Startup: the object is needed urgently because of startup, seeking or an empty buffer. */
    SU(new CmcdType.Flag(), Place.REQUEST),
    /** Top aggregated encoded bitrate, kbit/s. */
    TAB(new CmcdType.Numbers(Limits.KILOBITS), Place.REQUEST_V2),
    /** Top encoded bitrate, kbit/s. */
    TB(new CmcdType.Numbers(Limits.KILOBITS), Place.REQUEST),
    /** Target buffer length, ms. */
    TBL(new CmcdType.Numbers(Limits.BUFFER), Place.REQUEST_V2),
    /** Top playable bitrate, kbit/s. */
    TPB(new CmcdType.Numbers(Limits.KILOBITS), Place.REQUEST_V2),
    /** When the event occurred, ms since 1970 by the client's clock. */
    TS(new CmcdType.OneNumber(Limits.EPOCH), Place.EVENT),
    /** Time to first byte, ms. */
    TTFB(new CmcdType.OneNumber(Limits.DAY), Place.RESPONSE_RECEIVED),
    /** Time to first byte of the body, ms. */
    TTFBB(new CmcdType.OneNumber(Limits.DAY), Place.RESPONSE_RECEIVED),
    /** Time to last byte, ms. */
    TTLB(new CmcdType.OneNumber(Limits.DAY), Place.RESPONSE_RECEIVED),
    /** Request URL. */
    URL(new CmcdType.Text(4096), Place.RESPONSE_RECEIVED),
    /** Version of the specification; absent means 1. */
    V(new CmcdType.OneNumber(Limits.COUNT), Place.REQUEST);
    // spotless:on

    private static final Map<String, CmcdKey> BY_TOKEN =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(CmcdKey::token, Function.identity()));

    /** Where keys may occur. */
    private enum Place {
        /** In every report, of version 1 only. */
        REQUEST_V1,
        /** In every report. */
        REQUEST,
        /** In every report from version 2 on. */
        REQUEST_V2,
        /** In events, which version 2 introduced. */
        EVENT,
        /** In events of type {@link EventType#RESPONSE_RECEIVED}. */
        RESPONSE_RECEIVED
    }

    /** How data are sent. */
    public enum Mode {
        /** With a request. */
        REQUEST,
        /** On its own, about an event. */
        EVENT
    }

    /** Its records hold numbers and immutable sets. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final CmcdType type;

    private final Place place;

    CmcdKey(CmcdType type, Place place) {
        this.type = type;
        this.place = place;
    }

    CmcdType type() {
        return type;
    }

    /** Whether the key is reserved in a version and mode; otherwise it is ignored, as keys of later versions are. */
    boolean isReserved(long version, Mode mode) {
        return switch (place) {
            case REQUEST -> true;
            case REQUEST_V1 -> version == 1;
            case REQUEST_V2 -> version >= 2;
            case EVENT, RESPONSE_RECEIVED -> version >= 2 && mode == Mode.EVENT;
        };
    }

    /** The keys that are reserved in a version and mode. */
    static Set<CmcdKey> reserved(long version, Mode mode) {
        Set<CmcdKey> keys = EnumSet.allOf(CmcdKey.class);
        keys.removeIf(key -> !key.isReserved(version, mode));
        return Collections.unmodifiableSet(keys);
    }

    /** The key as written in a payload. */
    public String token() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Finds a key by its token; empty for custom keys and keys of later versions. */
    static Optional<CmcdKey> of(String token) {
        return Optional.ofNullable(BY_TOKEN.get(token));
    }

    private static <T> Set<String> tokens(T[] values, Function<T, String> token) {
        return Arrays.stream(values).map(token).collect(Collectors.toUnmodifiableSet());
    }
}
