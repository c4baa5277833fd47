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
 * Common Media Client Data (CTA-5004, version 1): what a player tells with a request, as a query argument or in four
 * headers.
 *
 * @param values for each reserved key that was sent its value as sent, strings without their quotes
 */
public record Cmcd(Map<CmcdKey, String> values) {
    /** The query argument, and the start of the headers' names. */
    public static final String QUERY_ARGUMENT = "CMCD";
    /** The four headers (section 2.1); which keys stand in which is not checked. */
    public static final List<String> HEADERS = List.of("cmcd-request", "cmcd-object", "cmcd-status", "cmcd-session");
    /** Longer payloads are refused: the longest legal ones hold three 64-character strings and a path. */
    static final int LONGEST_PAYLOAD = 4096;

    private static final int LONGEST_ID = 64;
    /** Reserved keys, those of later versions, and custom ones, which begin with a reverse-DNS prefix and a hyphen. */
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9_.*-]{0,63}");

    /** Nothing was told. */
    public static final Cmcd NONE = new Cmcd(Map.of());

    public Cmcd {
        values = values.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(values));
    }

    /** A payload that CTA-5004 does not allow. It is ignored and counted; it never breaks delivery. */
    public static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1;

        MalformedException(String message) {
            super(message);
        }
    }

    /**
     * Reads a payload.
     *
     * @param payload percent-decoded; of headers, their values joined by commas
     * @throws MalformedException if any part of it is malformed, since then no other part can be trusted
     */
    public static Cmcd parse(String payload) throws MalformedException {
        if (payload.length() > LONGEST_PAYLOAD) {
            throw new MalformedException("longer than " + LONGEST_PAYLOAD);
        }
        Map<CmcdKey, String> values = new EnumMap<>(CmcdKey.class);
        int at = 0;
        while (at < payload.length()) {
            int end = endOfItem(payload, at);
            readItem(payload.substring(at, end).strip(), values);
            if (end == payload.length() - 1) {
                throw new MalformedException("ends with a comma");
            }
            at = end + 1;
        }
        return new Cmcd(values);
    }

    /** The next comma outside of a string, or the end. */
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
            if ((key == CmcdKey.SID || key == CmcdKey.CID) && value.length() > LONGEST_ID) {
                throw new MalformedException(token + " longer than " + LONGEST_ID);
            }
        }
        if (values.put(key, value) != null) {
            throw new MalformedException(token + " twice");
        }
    }

    /** The same with the tokens of the keys, for people. */
    public SortedMap<String, String> byToken() {
        SortedMap<String, String> byToken = new TreeMap<>();
        values.forEach((key, value) -> byToken.put(key.token(), value));
        return byToken;
    }

    /** The session ID ({@code sid}). */
    public Optional<String> sessionId() {
        return Optional.ofNullable(values.get(CmcdKey.SID)).filter(sid -> !sid.isEmpty());
    }

    /** The media that the client holds and has not played ({@code bl}). */
    public Optional<Duration> bufferLength() {
        return milliseconds(CmcdKey.BL);
    }

    /**
     * How long from the request until the client has nothing left to play: the deadline ({@code dl}) where it is told,
     * else the buffer at the playback rate.
     */
    public Optional<Duration> deadline() {
        return milliseconds(CmcdKey.DL)
                .or(() -> bufferLength().map(buffer -> {
                    double rate = playbackRate().orElse(1);
                    return rate > 0 ? Duration.ofMillis((long) (buffer.toMillis() / rate)) : buffer;
                }));
    }

    /** The throughput that the client measured ({@code mtp}), in bits a second; 0 is no measurement. */
    public OptionalDouble measuredThroughput() {
        OptionalLong kilobits = integer(CmcdKey.MTP);
        return kilobits.isPresent() && kilobits.getAsLong() > 0
                ? OptionalDouble.of(kilobits.getAsLong() * 1000.0)
                : OptionalDouble.empty();
    }

    /** Whether the client has nothing to play yet ({@code su}). */
    public boolean startup() {
        return flag(CmcdKey.SU);
    }

    /** Whether the client stalled since its last request ({@code bs}). */
    public boolean starved() {
        return flag(CmcdKey.BS);
    }

    private OptionalDouble playbackRate() {
        String value = values.get(CmcdKey.PR);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(value));
    }

    private boolean flag(CmcdKey key) {
        return "true".equals(values.get(key));
    }

    private Optional<Duration> milliseconds(CmcdKey key) {
        OptionalLong value = integer(key);
        return value.isPresent() ? Optional.of(Duration.ofMillis(value.getAsLong())) : Optional.empty();
    }

    private OptionalLong integer(CmcdKey key) {
        String value = values.get(key);
        return value == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value));
    }
}
