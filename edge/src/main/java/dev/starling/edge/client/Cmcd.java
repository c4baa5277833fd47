package dev.starling.edge.client;

import dev.starling.edge.client.CmcdKey.Form;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Common Media Client Data (CTA-5004, version 1): what a player reports with a request, in a query argument or in four
 * headers. Values are kept as they were sent; the methods that interpret them return only what is physically possible.
 * Whatever the client sent, no method throws.
 *
 * @param values the values of the reserved keys; strings without quotes
 */
public record Cmcd(Map<CmcdKey, String> values) {
    /** The name of the query argument. */
    public static final String QUERY_ARGUMENT = "CMCD";
    /** The names of the four headers (section 2.1). Any key is accepted in any of them. */
    public static final List<String> HEADERS = List.of("cmcd-request", "cmcd-object", "cmcd-status", "cmcd-session");
    /** The longest legal payloads hold three strings of 64 characters and a path. */
    static final int MAX_PAYLOAD_LENGTH = 4096;

    private static final int MAX_ID_LENGTH = 64;
    /** Players buffer minutes at most: hls.js 10 (maxMaxBufferLength), dash.js 1. A larger value is an error. */
    static final Duration MAX_BUFFER = Duration.ofMinutes(10);
    /** 100 Gbit/s: no viewer's network card is faster. */
    static final double MAX_BITS_PER_SECOND = 100e9;
    /** The range that browsers play (HTML, 4.8.11.8). */
    private static final double MIN_PLAYBACK_RATE = 1.0 / 16;

    private static final double MAX_PLAYBACK_RATE = 16;
    /** Reserved keys, keys of later versions, and custom keys, which start with a reverse-DNS prefix and a hyphen. */
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9_.*-]{0,63}");

    /** No data. */
    public static final Cmcd NONE = new Cmcd(Map.of());

    public Cmcd {
        values = values.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(values));
    }

    /** A payload that violates CTA-5004. The edge ignores and counts it; delivery continues. */
    public static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1;

        MalformedException(String message) {
            super(message);
        }
    }

    /**
     * Reads a payload.
     *
     * @param payload percent-decoded; values of several headers are joined by commas
     * @throws MalformedException if any part is malformed, because then no part can be trusted
     */
    public static Cmcd parse(String payload) throws MalformedException {
        if (payload.length() > MAX_PAYLOAD_LENGTH) {
            throw new MalformedException("longer than " + MAX_PAYLOAD_LENGTH);
        }
        Map<CmcdKey, String> values = new EnumMap<>(CmcdKey.class);
        int at = 0;
        while (at < payload.length()) {
            int until = endOfItem(payload, at);
            readItem(payload.substring(at, until).strip(), values);
            if (until == payload.length() - 1) {
                throw new MalformedException("ends with a comma");
            }
            at = until + 1;
        }
        return new Cmcd(values);
    }

    /** The index of the next comma outside a string, or the length of the payload. */
    private static int endOfItem(String payload, int from) {
        boolean inString = false;
        for (int i = from; i < payload.length(); i++) {
            char c = payload.charAt(i);
            if (c == '\\' && inString) {
                i++;
            } else if (c == '"') {
                inString = !inString;
            } else if (c == ',' && !inString) {
                return i;
            }
        }
        return payload.length();
    }

    private static void readItem(String item, Map<CmcdKey, String> values) throws MalformedException {
        int equals = item.indexOf('=');
        String token = equals < 0 ? item : item.substring(0, equals);
        if (!KEY.matcher(token).matches()) {
            throw new MalformedException("not a key");
        }
        Optional<CmcdKey> known = CmcdKey.of(token);
        if (known.isEmpty()) {
            return;
        }
        CmcdKey key = known.get();
        String value = equals < 0 ? "true" : item.substring(equals + 1);
        if ((equals < 0 && key.form() != Form.BOOLEAN) || !key.form().admits(value)) {
            throw new MalformedException("not a value of " + token);
        }
        if (key.form() == Form.STRING) {
            value = value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1");
            if ((key == CmcdKey.SID || key == CmcdKey.CID) && value.length() > MAX_ID_LENGTH) {
                throw new MalformedException(token + " longer than " + MAX_ID_LENGTH);
            }
        }
        if (values.put(key, value) != null) {
            throw new MalformedException(token + " twice");
        }
    }

    /** The values by token. */
    public SortedMap<String, String> byToken() {
        SortedMap<String, String> byToken = new TreeMap<>();
        values.forEach((key, value) -> byToken.put(key.token(), value));
        return byToken;
    }

    /** The media that the client has buffered ({@code bl}); empty above {@link #MAX_BUFFER}. */
    public Optional<Duration> bufferLength() {
        return milliseconds(CmcdKey.BL);
    }

    /**
     * The time from the request until the client has nothing left to play: the deadline ({@code dl}) or, without one,
     * the buffer at the playback rate. At most {@link #MAX_BUFFER}.
     */
    public Optional<Duration> deadline() {
        return milliseconds(CmcdKey.DL)
                .or(() -> bufferLength()
                        .map(buffer -> (long) (buffer.toMillis() / playbackRate()))
                        .map(millis -> Duration.ofMillis(Math.min(millis, MAX_BUFFER.toMillis()))));
    }

    /**
     * The throughput measured by the client ({@code mtp}), in bits per second; empty if it is 0 or above
     * {@link #MAX_BITS_PER_SECOND}.
     */
    public OptionalDouble measuredThroughput() {
        double bitsPerSecond = integer(CmcdKey.MTP).orElse(0) * 1000.0;
        return bitsPerSecond > 0 && bitsPerSecond <= MAX_BITS_PER_SECOND
                ? OptionalDouble.of(bitsPerSecond)
                : OptionalDouble.empty();
    }

    /** Whether the client starts, seeks or has an empty buffer ({@code su}). */
    public boolean startup() {
        return flag(CmcdKey.SU);
    }

    /** Whether the client has stalled since its last request ({@code bs}). */
    public boolean starved() {
        return flag(CmcdKey.BS);
    }

    /** 1 if it is unknown, 0 (a pause) or not possible. */
    private double playbackRate() {
        double rate = Double.parseDouble(values.getOrDefault(CmcdKey.PR, "1"));
        return rate >= MIN_PLAYBACK_RATE && rate <= MAX_PLAYBACK_RATE ? rate : 1;
    }

    private boolean flag(CmcdKey key) {
        return "true".equals(values.get(key));
    }

    private Optional<Duration> milliseconds(CmcdKey key) {
        OptionalLong value = integer(key);
        return value.isPresent() && value.getAsLong() <= MAX_BUFFER.toMillis()
                ? Optional.of(Duration.ofMillis(value.getAsLong()))
                : Optional.empty();
    }

    private OptionalLong integer(CmcdKey key) {
        String value = values.get(key);
        return value == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value));
    }
}
