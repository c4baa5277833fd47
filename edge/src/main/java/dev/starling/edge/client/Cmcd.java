package dev.starling.edge.client;

import dev.starling.edge.client.CmcdKey.Mode;
import dev.starling.edge.client.StructuredField.Bare;
import dev.starling.edge.client.StructuredField.InnerList;
import dev.starling.edge.client.StructuredField.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Common Media Client Data (CTA-5004, version 1; CTA-5004-B, version 2): what a player reports with a request, in a
 * query argument or in four headers, or about an event ({@link CmcdEvents}). Values are kept as they were sent; the
 * methods that interpret them return only what is physically possible. Whatever the client sent, no method throws.
 *
 * @param values the values of the reserved keys
 * @param custom the values of custom keys, as texts
 */
public record Cmcd(Map<CmcdKey, CmcdValue> values, SortedMap<String, String> custom) {
    /** The name of the query argument. */
    public static final String QUERY_ARGUMENT = "CMCD";
    /** The names of the four headers (section 2.1). Any key is accepted in any of them. */
    public static final List<String> HEADERS = List.of("cmcd-request", "cmcd-object", "cmcd-status", "cmcd-session");
    /** The longest legal payloads hold some strings of 128 characters and a path. */
    static final int MAX_PAYLOAD_LENGTH = 4096;
    /** A greater buffer is an error. */
    static final Duration MAX_BUFFER = Duration.ofMinutes(10);
    /** 100 Gbit/s: no viewer's network card is faster. */
    static final double MAX_BITS_PER_SECOND = 100e9;

    private static final int MAX_CUSTOM_LENGTH = 64;
    private static final int MAX_CUSTOM_KEYS = 16;
    /** The slowest rate that browsers play (HTML, 4.8.11.8). */
    private static final double MIN_PLAYBACK_RATE = 1.0 / 16;

    /** No data. */
    public static final Cmcd NONE = new Cmcd(Map.of(), Collections.emptySortedMap());

    public Cmcd {
        values = values.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(values));
        custom = Collections.unmodifiableSortedMap(new TreeMap<>(custom));
    }

    /**
     * Reads the payload of a request.
     *
     * @param payload percent-decoded; values of several headers are joined by commas
     * @throws MalformedCmcdException if any part is malformed, because then no part can be trusted
     */
    public static Cmcd parse(String payload) throws MalformedCmcdException {
        if (payload.isEmpty()) {
            return NONE;
        }
        if (payload.length() > MAX_PAYLOAD_LENGTH) {
            throw new MalformedCmcdException("longer than " + MAX_PAYLOAD_LENGTH);
        }
        return read(StructuredFieldReader.dictionary(payload), Mode.REQUEST);
    }

    /** Reads the values of a dictionary. Keys that its version and mode do not reserve are left out. */
    static Cmcd read(Map<String, StructuredField> fields, Mode mode) throws MalformedCmcdException {
        long version = version(fields);
        Map<CmcdKey, CmcdValue> values = new EnumMap<>(CmcdKey.class);
        SortedMap<String, String> custom = new TreeMap<>();
        for (Map.Entry<String, StructuredField> field : fields.entrySet()) {
            Optional<CmcdKey> key = CmcdKey.of(field.getKey());
            if (key.isPresent()) {
                if (key.get().isReserved(version, mode)) {
                    values.put(key.get(), key.get().type().read(field.getValue(), version));
                }
            } else if (isCustom(field.getKey()) && custom.size() < MAX_CUSTOM_KEYS) {
                customText(field.getValue()).ifPresent(text -> custom.put(field.getKey(), text));
            }
        }
        return new Cmcd(values, custom);
    }

    /** Keys mean what the version says, so it is read first. */
    private static long version(Map<String, StructuredField> fields) throws MalformedCmcdException {
        StructuredField field = fields.get(CmcdKey.V.token());
        if (field == null) {
            return 1;
        }
        if (field instanceof Item item && item.value() instanceof Bare.Whole(long version) && version >= 1) {
            return version;
        }
        throw new MalformedCmcdException("not a version");
    }

    /** Custom keys have a hyphen after a prefix. */
    private static boolean isCustom(String key) {
        int hyphen = key.indexOf('-', 1);
        return hyphen > 0 && hyphen < key.length() - 1;
    }

    private static Optional<String> customText(StructuredField field) {
        String text = switch (field) {
            case Item item -> text(item.value());
            case InnerList list ->
                list.items().stream().map(item -> text(item.value())).collect(Collectors.joining(" "));
        };
        return text.isEmpty() || text.length() > MAX_CUSTOM_LENGTH ? Optional.empty() : Optional.of(text);
    }

    private static String text(Bare value) {
        return switch (value) {
            case Bare.Text(String text) -> text;
            case Bare.Token(String token) -> token;
            case Bare.Bytes(String base64) -> base64;
            case Bare.Whole(long whole) -> Long.toString(whole);
            case Bare.Decimal(double decimal) -> CmcdValue.text(decimal);
            case Bare.Flag(boolean flag) -> Boolean.toString(flag);
        };
    }

    /** Whether nothing was told. */
    public boolean isEmpty() {
        return values.isEmpty() && custom.isEmpty();
    }

    /** The values by token, custom keys included, as texts for people. */
    public SortedMap<String, String> byToken() {
        SortedMap<String, String> byToken = new TreeMap<>(custom);
        values.forEach((key, value) -> byToken.put(key.token(), value.toString()));
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
        return milliseconds(CmcdKey.DL).or(() -> bufferLength().map(this::timeToPlay));
    }

    private Duration timeToPlay(Duration media) {
        double rate = playbackRate().orElse(1);
        long millis = (long) (media.toMillis() / (rate < MIN_PLAYBACK_RATE ? 1 : rate));
        return Duration.ofMillis(Math.min(millis, MAX_BUFFER.toMillis()));
    }

    /**
     * The throughput measured by the client ({@code mtp}), in bits per second; empty if it is 0 or above
     * {@link #MAX_BITS_PER_SECOND}.
     */
    public OptionalDouble measuredThroughput() {
        return bitsPerSecond(CmcdKey.MTP);
    }

    /** The throughput that the client considers sufficient ({@code rtp}), in bits per second; empty if it is 0. */
    public OptionalDouble sufficientThroughput() {
        return bitsPerSecond(CmcdKey.RTP);
    }

    /** Whether the client starts, seeks or has an empty buffer ({@code su}). */
    public boolean startup() {
        return flag(CmcdKey.SU).orElse(false);
    }

    /** Whether the client has stalled since its last report ({@code bs}). */
    public boolean starved() {
        return flag(CmcdKey.BS).orElse(false);
    }

    /** Whether the viewer does not see the player ({@code bg}). */
    public Optional<Boolean> backgrounded() {
        return flag(CmcdKey.BG);
    }

    /** The state of the player ({@code sta}). */
    public Optional<PlayerState> state() {
        return values.get(CmcdKey.STA) instanceof CmcdValue.Symbol(String token)
                ? PlayerState.of(token)
                : Optional.empty();
    }

    /** The playback rate ({@code pr}): 0 is a pause. */
    public OptionalDouble playbackRate() {
        OptionalDouble rate = number(CmcdKey.PR);
        return rate.isPresent() && rate.getAsDouble() > 0 && rate.getAsDouble() < MIN_PLAYBACK_RATE
                ? OptionalDouble.empty()
                : rate;
    }

    /** How long the viewer has waited for the first picture ({@code msd}). */
    public Optional<Duration> startDelay() {
        return milliseconds(CmcdKey.MSD);
    }

    /** How often the buffer ran empty since the session began ({@code bsa}), whatever object was missing. */
    public OptionalLong starvations() {
        OptionalDouble most = greatest(CmcdKey.BSA);
        return most.isPresent() ? OptionalLong.of(Math.round(most.getAsDouble())) : OptionalLong.empty();
    }

    /** How long the viewer has waited on an empty buffer since the session began ({@code bsda}). */
    public Optional<Duration> starvedTime() {
        OptionalDouble most = greatest(CmcdKey.BSDA);
        return most.isPresent() ? Optional.of(Duration.ofMillis(Math.round(most.getAsDouble()))) : Optional.empty();
    }

    /** How long each stall was that has ended since the last report ({@code bsd}). */
    public List<Duration> starvedTimes() {
        return possible(CmcdKey.BSD).stream()
                .map(it -> Duration.ofMillis(Math.round(it)))
                .toList();
    }

    /** The frames dropped since the session began ({@code dfa}). */
    public OptionalLong droppedFrames() {
        OptionalDouble frames = number(CmcdKey.DFA);
        return frames.isPresent() ? OptionalLong.of(Math.round(frames.getAsDouble())) : OptionalLong.empty();
    }

    /** The player's error codes ({@code ec}). */
    public List<String> errorCodes() {
        return values.get(CmcdKey.EC) instanceof CmcdValue.Texts(List<String> codes) ? codes : List.of();
    }

    /** The time from a request until the first byte of its response ({@code ttfb}). */
    public Optional<Duration> timeToFirstByte() {
        return milliseconds(CmcdKey.TTFB);
    }

    /** The session id that the player chose ({@code sid}). */
    public Optional<String> sessionId() {
        return values.get(CmcdKey.SID) instanceof CmcdValue.Text(String id) ? Optional.of(id) : Optional.empty();
    }

    /** When the event occurred, by the client's clock ({@code ts}). */
    public Optional<Instant> timestamp() {
        OptionalDouble millis = number(CmcdKey.TS);
        return millis.isPresent() ? Optional.of(Instant.ofEpochMilli((long) millis.getAsDouble())) : Optional.empty();
    }

    /** The type of the event ({@code e}). */
    public Optional<EventType> event() {
        return values.get(CmcdKey.E) instanceof CmcdValue.Symbol(String token) ? EventType.of(token) : Optional.empty();
    }

    private Optional<Boolean> flag(CmcdKey key) {
        return values.get(key) instanceof CmcdValue.Flag(boolean value) ? Optional.of(value) : Optional.empty();
    }

    private Optional<Duration> milliseconds(CmcdKey key) {
        OptionalDouble value = number(key);
        return value.isPresent() ? Optional.of(Duration.ofMillis(Math.round(value.getAsDouble()))) : Optional.empty();
    }

    private OptionalDouble bitsPerSecond(CmcdKey key) {
        OptionalDouble kilobits = number(key);
        return kilobits.isPresent() ? OptionalDouble.of(kilobits.getAsDouble() * 1000) : OptionalDouble.empty();
    }

    /** A number, of a list the one about pictures; empty if it is not possible. */
    private OptionalDouble number(CmcdKey key) {
        return switch (values.get(key)) {
            case CmcdValue.OneNumber(double value) when possible(key, value) -> OptionalDouble.of(value);
            case CmcdValue.Numbers numbers ->
                numbers.ofVideo()
                        .filter(it -> possible(key, it.value()))
                        .map(it -> OptionalDouble.of(it.value()))
                        .orElse(OptionalDouble.empty());
            case null, default -> OptionalDouble.empty();
        };
    }

    private OptionalDouble greatest(CmcdKey key) {
        return possible(key).stream().mapToDouble(Double::doubleValue).max();
    }

    private List<Double> possible(CmcdKey key) {
        return values.get(key) instanceof CmcdValue.Numbers(List<CmcdValue.Numbers.Entry> entries)
                ? entries.stream()
                        .map(CmcdValue.Numbers.Entry::value)
                        .filter(it -> possible(key, it))
                        .toList()
                : List.of();
    }

    private static boolean possible(CmcdKey key, double value) {
        return switch (key.type()) {
            case CmcdType.OneNumber(CmcdType.Limits limits) -> limits.holds(value);
            case CmcdType.Numbers(CmcdType.Limits limits) -> limits.holds(value);
            case CmcdType.Flag _, CmcdType.Symbol _, CmcdType.Text _, CmcdType.Texts _ -> true;
        };
    }
}
