package dev.starling.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.starling.swarm.steer.Bandwidth;
import dev.starling.swarm.steer.LivedClip;
import dev.starling.swarm.steer.LivedClip.Offered;
import dev.starling.swarm.steer.LivedClip.Sent;
import dev.starling.swarm.steer.LivedClip.Viewer;
import dev.starling.swarm.steer.NetworkState;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The clips of a telemetry file that learning can use.
 *
 * @param clips in the order in which their deliveries ended
 * @param leftOut how many others there are, by reason
 */
public record LivedClips(List<LivedClip> clips, SortedMap<String, Long> leftOut) {
    private static final JsonMapper JSON = new JsonMapper();
    /** Longer than any duration that is believed, and short enough for {@link Duration}. */
    private static final double MAX_SECONDS = 1e9;

    public LivedClips {
        clips = List.copyOf(clips);
        leftOut = Collections.unmodifiableSortedMap(new TreeMap<>(leftOut));
    }

    /** How many rows the file has. */
    public long rows() {
        return clips.size()
                + leftOut.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many rows were left out and why, in one line; empty if none was. */
    public Optional<String> omissions() {
        if (leftOut.isEmpty()) {
            return Optional.empty();
        }
        String reasons = leftOut.entrySet().stream()
                .map(it -> it.getKey() + " (" + it.getValue() + ")")
                .collect(Collectors.joining(", "));
        return Optional.of((rows() - clips.size()) + " of " + rows() + " clips left out: " + reasons);
    }

    /** These without those that some purpose cannot use. */
    public LivedClips without(String reason, Predicate<LivedClip> useless) {
        List<LivedClip> useful = clips.stream().filter(useless.negate()).toList();
        SortedMap<String, Long> more = new TreeMap<>(leftOut);
        if (useful.size() < clips.size()) {
            more.merge(reason, (long) clips.size() - useful.size(), Long::sum);
        }
        return new LivedClips(useful, more);
    }

    /** Collects clips from their records as JSON. */
    static final class Collector {
        private final List<LivedClip> clips = new ArrayList<>();
        private final SortedMap<String, Long> leftOut = new TreeMap<>();

        void add(String record) {
            try {
                clips.add(clip(JSON.readTree(record)));
            } catch (JsonProcessingException e) {
                leaveOut("a record that is not JSON");
            } catch (DateTimeException e) {
                leaveOut("a time that cannot be");
            } catch (IllegalArgumentException e) {
                leaveOut(String.valueOf(e.getMessage()));
            }
        }

        private void leaveOut(String reason) {
            leftOut.merge(reason, 1L, Long::sum);
        }

        LivedClips collected() {
            return new LivedClips(clips, leftOut);
        }
    }

    private static LivedClip clip(JsonNode record) {
        List<Offered> offered = new ArrayList<>();
        for (JsonNode cluster : record.path("clusters")) {
            offered.add(new Offered(number(cluster, "bytes") * Byte.SIZE, number(cluster, "vmaf")));
        }
        Instant end = Instant.parse(text(record, "at"));
        double sending = maybe(record, "sendSeconds").orElse(0);
        if (!(sending >= 0) || !(sending <= MAX_SECONDS)) {
            throw new IllegalArgumentException("a wait that cannot be");
        }
        return new LivedClip(
                new Viewer(text(record, "session"), text(record, "address")),
                text(record, "title"),
                whole(number(record, "clip")),
                end.minus(duration(sending)),
                number(record, "seconds"),
                network(record.path("network")),
                lines(record),
                offered,
                sent(record));
    }

    private static Optional<Sent> sent(JsonNode record) {
        JsonNode actual = record.path("actual");
        if (actual.isMissingNode()) {
            return Optional.empty();
        }
        double bits = number(actual, "bytes") * Byte.SIZE;
        return Optional.of(new Sent(
                bits,
                number(actual.path("quality"), "vmaf"),
                maybe(record, "budgetBytes").orElse(bits / Byte.SIZE) * Byte.SIZE,
                maybe(record, "lateSeconds")));
    }

    /** The height of the screen, or of the title if that is smaller. */
    private static OptionalInt lines(JsonNode record) {
        OptionalDouble screen = maybe(record.path("device"), "screenHeight");
        OptionalDouble title = maybe(record, "titleLines");
        double lines = Math.min(screen.orElse(Double.POSITIVE_INFINITY), title.orElse(Double.POSITIVE_INFINITY));
        return Double.isInfinite(lines) ? OptionalInt.empty() : OptionalInt.of(whole(lines));
    }

    private static NetworkState network(JsonNode network) {
        JsonNode bandwidth = network.path("bandwidth");
        return new NetworkState(
                bandwidth.isMissingNode() ? Optional.empty() : Optional.of(bandwidth(bandwidth)),
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.empty(),
                seconds(network, "bufferSeconds"),
                seconds(network, "bufferGoalSeconds"),
                maybe(network, "lastVmaf"));
    }

    private static Optional<Duration> seconds(JsonNode in, String member) {
        return maybe(in, member).stream().mapToObj(LivedClips::duration).findFirst();
    }

    private static Bandwidth bandwidth(JsonNode path) {
        double spread = number(path, "spreadDoublings");
        double recent = number(path, "shortBitsPerSecond");
        double lasting = number(path, "longBitsPerSecond");
        if (!(recent > 0) || !(lasting > 0) || !(spread >= 0)) {
            throw new IllegalArgumentException("a throughput that no path has");
        }
        for (Bandwidth.Knowledge knowledge : Bandwidth.Knowledge.values()) {
            if (knowledge.token().equals(text(path, "knowledge"))) {
                return new Bandwidth(recent, lasting, spread, knowledge);
            }
        }
        throw new IllegalArgumentException("a member of a wrong kind");
    }

    private static Duration duration(double seconds) {
        if (!(Math.abs(seconds) <= MAX_SECONDS)) {
            throw new IllegalArgumentException("a buffer that no player has");
        }
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    private static int whole(double value) {
        if (!(Math.abs(value) <= Integer.MAX_VALUE) || value != Math.rint(value)) {
            throw new IllegalArgumentException("a number that cannot be");
        }
        return (int) value;
    }

    private static double number(JsonNode in, String member) {
        return maybe(in, member).orElseThrow(() -> new IllegalArgumentException("a member is missing"));
    }

    private static OptionalDouble maybe(JsonNode in, String member) {
        JsonNode value = in.path(member);
        if (value.isMissingNode()) {
            return OptionalDouble.empty();
        }
        if (!value.isNumber()) {
            throw new IllegalArgumentException("a member of a wrong kind");
        }
        return OptionalDouble.of(value.asDouble());
    }

    private static String text(JsonNode in, String member) {
        JsonNode value = in.path(member);
        if (!value.isTextual()) {
            throw new IllegalArgumentException(
                    value.isMissingNode() ? "a member is missing" : "a member of a wrong kind");
        }
        return value.asText();
    }
}
