package dev.starling.edge.hls;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HLS playlist of either kind, as its lines are (RFC 8216bis, 4).
 *
 * @param entries in their order
 */
record Playlist(List<Entry> entries) {
    private static final Pattern ATTRIBUTE = Pattern.compile("([A-Z0-9-]+)=(\"[^\"]*\"|[^\",]*)(?:,|$)");

    /**
     * A URI, or a tag that has none.
     *
     * @param tags those of the URI, or the one tag: the value by the name
     */
    record Entry(Map<String, String> tags, Optional<String> uri) {
        Optional<String> tag(String name) {
            return Optional.ofNullable(tags.get(name));
        }

        OptionalDouble seconds() {
            return tag("EXTINF")
                    .map(it -> OptionalDouble.of(Double.parseDouble(it.substring(0, it.indexOf(',')))))
                    .orElse(OptionalDouble.empty());
        }
    }

    /** A stretch of a resource. */
    record ByteRange(int length, int offset) {}

    Playlist {
        entries = List.copyOf(entries);
    }

    /** Reads the lines; a tag with a value for the next URI goes with that. */
    static Playlist read(String text) {
        List<Entry> entries = new ArrayList<>();
        Map<String, String> pending = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("#EXT")) {
                int colon = line.indexOf(':');
                String name = line.substring(1, colon < 0 ? line.length() : colon);
                String value = colon < 0 ? "" : line.substring(colon + 1);
                switch (name) {
                    case "EXTINF", "EXT-X-BYTERANGE", "EXT-X-STREAM-INF", "EXT-X-DISCONTINUITY" ->
                        pending.put(name, value);
                    default -> entries.add(new Entry(Map.of(name, value), Optional.empty()));
                }
            } else if (!line.isBlank() && !line.startsWith("#")) {
                entries.add(new Entry(Map.copyOf(pending), Optional.of(line)));
                pending.clear();
            }
        }
        return new Playlist(entries);
    }

    /** The values of a tag that belongs to no URI. */
    List<String> all(String tag) {
        return entries.stream().flatMap(it -> it.tag(tag).stream()).toList();
    }

    Optional<String> first(String tag) {
        return all(tag).stream().findFirst();
    }

    List<Entry> segments() {
        return entries.stream().filter(it -> it.seconds().isPresent()).toList();
    }

    double targetSeconds() {
        return first("EXT-X-TARGETDURATION").map(Double::parseDouble).orElse(Double.NaN);
    }

    /** An attribute list (4.2); the quotation marks of strings are left out. */
    static Map<String, String> attributes(String list) {
        Map<String, String> attributes = new LinkedHashMap<>();
        Matcher matcher = ATTRIBUTE.matcher(list);
        while (matcher.find()) {
            attributes.put(matcher.group(1), matcher.group(2).replace("\"", ""));
        }
        return attributes;
    }

    static ByteRange range(String value) {
        String[] parts = value.split("@", -1);
        return new ByteRange(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }
}
