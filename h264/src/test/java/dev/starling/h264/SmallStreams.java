package dev.starling.h264;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Small streams by x264, one for each way of coding. {@code README.md} next to them tells how they were made. */
public final class SmallStreams {

    public static final List<String> NAMES = List.of(
            "cavlc", "cabac", "cavlc-mbaff", "cabac-mbaff", "cavlc-444", "cabac-444", "cabac-422-10", "cabac-gray");

    private SmallStreams() {}

    public static Stream<String> names() {
        return NAMES.stream();
    }

    public static byte[] read(String name) {
        try (InputStream in = SmallStreams.class.getResourceAsStream(name + ".264")) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
