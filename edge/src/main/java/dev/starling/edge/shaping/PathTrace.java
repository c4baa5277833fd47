package dev.starling.edge.shaping;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The bitrate of a path, second by second. The traces that ship are made up: each is a random walk with a fixed seed
 * and with the interruptions of such a journey. None is a measurement.
 *
 * @param id its name in {@link PathShape}
 * @param name its name for people
 * @param kilobitsPerSecond one value for each second; not all are 0
 */
public record PathTrace(String id, String name, List<Integer> kilobitsPerSecond) {
    /** All that ship. */
    public static final List<PathTrace> ALL = read();

    public PathTrace {
        kilobitsPerSecond = List.copyOf(kilobitsPerSecond);
        if (kilobitsPerSecond.stream().allMatch(it -> it <= 0)) {
            throw new IllegalArgumentException("trace " + id + " never carries anything");
        }
    }

    /** Finds one that ships. */
    public static Optional<PathTrace> find(String id) {
        return ALL.stream().filter(it -> it.id().equals(id)).findFirst();
    }

    /** The bitrate in a second, counted from 0; the trace repeats. */
    double bitsPerSecond(long second) {
        return kilobitsPerSecond.get(Math.floorMod(second, kilobitsPerSecond.size())) * 1e3;
    }

    private static List<PathTrace> read() {
        try (InputStream in = PathTrace.class.getResourceAsStream("traces.json")) {
            return List.copyOf(
                    new ObjectMapper().readValue(Objects.requireNonNull(in), new TypeReference<List<PathTrace>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
