package dev.starling.edge;

import dev.starling.edge.manifest.Manifests;
import dev.starling.edge.manifest.Rendition;
import dev.starling.edge.session.SessionId;
import dev.starling.edge.session.Steering;
import dev.starling.swarm.title.BlendGroupId;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a path asks for ({@code docs/http-api.md} lists the paths). */
sealed interface Route {
    /** A file of the player page. */
    record Page(String resource) implements Route {}

    /** {@code /metrics}. */
    record MetricsText() implements Route {}

    /** {@code /api/titles}. */
    record Titles() implements Route {}

    /** {@code /api/titles/TITLE}. */
    record TitleDetails(String title) implements Route {}

    /** {@code /api/sessions}. */
    record NewSession() implements Route {}

    /** {@code /api/sessions/SESSION}. */
    record Explain(SessionId session) implements Route {}

    /** {@code /api/sessions/SESSION/device}. */
    record Device(SessionId session) implements Route {}

    /** {@code /api/sessions/SESSION/events}. */
    record Events(SessionId session) implements Route {}

    /** {@code /titles/TITLE/STEERING.m3u8} or {@code .mpd}: where playing starts. */
    record Manifest(String title, Steering steering, Format format) implements Route {}

    /** Anything of a rendition, {@code /titles/TITLE/sessions/SESSION/…}. */
    record Media(String title, SessionId session, Rendition rendition, Part part) implements Route {}

    /** The two families of manifests. */
    enum Format {
        HLS,
        DASH
    }

    /** A part of a rendition. */
    sealed interface Part {
        /** The HLS media playlist. */
        record Playlist() implements Part {}

        /** The initialisation segment. */
        record Init() implements Part {}

        /** A media segment: a clip, by its index. */
        record Segment(int clip) implements Part {}
    }

    /** Nine digits at most, so that it is an {@code int}; one way to write each number. */
    Pattern CLIP = Pattern.compile("0|[1-9][0-9]{0,8}");

    /**
     * Reads a path.
     *
     * @param path absolute, percent-encoded, without query
     * @return empty if there is nothing of that path
     */
    static Optional<Route> of(String path) {
        List<String> names = new ArrayList<>();
        for (String encoded : path.substring(1).split("/", -1)) {
            Optional<String> name = percentDecode(encoded);
            if (name.isEmpty()) {
                return Optional.empty();
            }
            names.add(name.get());
        }
        return switch (names.getFirst()) {
            case "api" -> api(names.subList(1, names.size()));
            case "titles" -> titles(names.subList(1, names.size()));
            case "metrics" -> names.size() == 1 ? Optional.of(new MetricsText()) : Optional.empty();
            default -> Optional.of(new Page(String.join("/", names)));
        };
    }

    private static Optional<Route> api(List<String> names) {
        return switch (names.isEmpty() ? "" : names.getFirst()) {
            case "titles" ->
                switch (names.size()) {
                    case 1 -> Optional.of(new Titles());
                    case 2 -> Optional.of(new TitleDetails(names.get(1)));
                    default -> Optional.empty();
                };
            case "sessions" ->
                switch (names.size()) {
                    case 1 -> Optional.of(new NewSession());
                    case 2 -> SessionId.of(names.get(1)).map(Explain::new);
                    case 3 ->
                        SessionId.of(names.get(1)).flatMap(id -> switch (names.get(2)) {
                            case "device" -> Optional.of(new Device(id));
                            case "events" -> Optional.of(new Events(id));
                            default -> Optional.empty();
                        });
                    default -> Optional.empty();
                };
            default -> Optional.empty();
        };
    }

    private static Optional<Route> titles(List<String> names) {
        if (names.size() == 2) {
            for (Steering steering : Steering.values()) {
                if (names.get(1).equals(steering.token() + ".m3u8")) {
                    return Optional.of(new Manifest(names.getFirst(), steering, Format.HLS));
                }
                if (names.get(1).equals(steering.token() + ".mpd")) {
                    return Optional.of(new Manifest(names.getFirst(), steering, Format.DASH));
                }
            }
        }
        if (names.size() < 5 || !names.get(1).equals("sessions")) {
            return Optional.empty();
        }
        return SessionId.of(names.get(2))
                .flatMap(session -> rendition(names.subList(3, names.size() - 1))
                        .flatMap(rendition -> part(names.getLast())
                                .map(part -> new Media(names.getFirst(), session, rendition, part))));
    }

    private static Optional<Rendition> rendition(List<String> names) {
        return switch (names.getFirst()) {
            case "swarm" -> names.size() == 1 ? Optional.of(new Rendition.Swarm()) : Optional.empty();
            case "audio" -> names.size() == 1 ? Optional.of(new Rendition.Audio()) : Optional.empty();
            case "groups" -> names.size() == 2 ? group(names.get(1)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<Rendition> group(String name) {
        try {
            return Optional.of(new Rendition.Group(new BlendGroupId(name)));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    private static Optional<Part> part(String name) {
        if (name.equals(Manifests.PLAYLIST)) {
            return Optional.of(new Part.Playlist());
        }
        if (name.equals(Manifests.INIT)) {
            return Optional.of(new Part.Init());
        }
        if (name.endsWith(Manifests.SEGMENT_SUFFIX)) {
            String number = name.substring(0, name.length() - Manifests.SEGMENT_SUFFIX.length());
            if (CLIP.matcher(number).matches()) {
                return Optional.of(new Part.Segment(Integer.parseInt(number)));
            }
        }
        return Optional.empty();
    }

    /** Empty if it is no percent-encoding of UTF-8. */
    private static Optional<String> percentDecode(String encoded) {
        byte[] bytes = encoded.getBytes(StandardCharsets.UTF_8);
        ByteBuffer decoded = ByteBuffer.allocate(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '%') {
                decoded.put(bytes[i]);
                continue;
            }
            boolean complete = i + 2 < bytes.length;
            int high = complete ? Character.digit(bytes[i + 1], 16) : -1;
            int low = complete ? Character.digit(bytes[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            decoded.put((byte) (high << 4 | low));
            i += 2;
        }
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }
}
