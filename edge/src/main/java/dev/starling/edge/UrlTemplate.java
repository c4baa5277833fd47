package dev.starling.edge;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The form of a path, for example {@code /titles/{title}/sessions/{session}/swarm/{clip}.m4s}: reads a path into the
 * values of its variables, and writes values as a path.
 *
 * <p>A segment holds at most one variable. A variable written as {@code {name...}} stands for all remaining segments.
 */
final class UrlTemplate {
    private static final String REST = "...";
    /** Characters that a path segment holds as they are, besides letters and digits (RFC 3986, 3.3). */
    private static final String UNENCODED = "-._~!$&'()*+,;=:@";

    private final String text;
    private final List<Segment> segments;
    private final boolean endsWithRest;

    /**
     * A variable of a path.
     *
     * @param read converts decoded text to a value; empty if the text is not a value
     * @param write converts a value to text, not yet percent-encoded
     */
    record Variable<T>(String name, Function<String, Optional<T>> read, Function<T, String> write) {}

    /** The values of a path's variables. Immutable. */
    static final class Values {
        static final Values NONE = new Values(Map.of(), Map.of());

        private final Map<String, String> texts;
        /** The values that were read from a path, by the names of their variables. */
        private final Map<String, Object> read;

        private Values(Map<String, String> texts, Map<String, Object> read) {
            this.texts = texts;
            this.read = read;
        }

        /** These values and one more. */
        <T> Values with(Variable<T> variable, T value) {
            return withText(variable, variable.write().apply(value));
        }

        /** These values and the text of one more, which need not be a value: a placeholder. */
        Values withText(Variable<?> variable, String value) {
            Map<String, String> more = new HashMap<>(texts);
            more.put(variable.name(), value);
            return new Values(more, Map.of());
        }

        /** These values and others. */
        Values and(Values others) {
            Map<String, String> more = new HashMap<>(texts);
            more.putAll(others.texts);
            return new Values(more, Map.of());
        }

        /** @throws NoSuchElementException if the path does not have this variable */
        @SuppressWarnings("unchecked") // The variable of this name has read it.
        <T> T get(Variable<T> variable) {
            Object known = read.get(variable.name());
            if (known != null) {
                return (T) known;
            }
            return variable.read().apply(text(variable.name())).orElseThrow();
        }

        private String text(String name) {
            return Optional.ofNullable(texts.get(name)).orElseThrow(() -> new NoSuchElementException(name));
        }
    }

    /** A segment without a variable has only text {@code before}. */
    private record Segment(String before, Optional<Variable<?>> variable, String after) {
        static Segment of(String text, List<Variable<?>> variables) {
            int open = text.indexOf('{');
            if (open < 0) {
                return new Segment(text, Optional.empty(), "");
            }
            int close = text.indexOf('}');
            String name = text.substring(open + 1, close).replace(REST, "");
            return new Segment(
                    text.substring(0, open),
                    Optional.of(variables.stream()
                            .filter(variable -> variable.name().equals(name))
                            .findFirst()
                            .orElseThrow(() -> new IllegalArgumentException("no variable " + name))),
                    text.substring(close + 1));
        }

        /**
         * Whether the text around the variable is there: a check without allocations, for the many templates that fail.
         */
        boolean fits(String name) {
            return variable.isEmpty()
                    ? name.equals(before)
                    : name.length() >= before.length() + after.length()
                            && (before.isEmpty() || name.startsWith(before))
                            && (after.isEmpty() || name.endsWith(after));
        }

        /** Reads a segment that fits, and returns whether its variable has a value. */
        boolean read(String name, Map<String, Object> values) {
            if (variable.isEmpty()) {
                return true;
            }
            String text = name.substring(before.length(), name.length() - after.length());
            Optional<?> value = variable.get().read().apply(text);
            value.ifPresent(it -> values.put(variable.get().name(), it));
            return value.isPresent();
        }

        String write(Values values) {
            return before + variable.map(it -> values.text(it.name())).orElse("") + after;
        }
    }

    /**
     * Reads a template.
     *
     * @param text starts with a slash
     * @param variables those that the text may name
     */
    UrlTemplate(String text, List<Variable<?>> variables) {
        this.text = text;
        this.segments = Stream.of(text.substring(1).split("/", -1))
                .map(segment -> Segment.of(segment, variables))
                .toList();
        this.endsWithRest = text.endsWith(REST + "}");
    }

    /** The number of its segments. */
    int segmentCount() {
        return segments.size();
    }

    /** Whether a path of so many segments can have this form. */
    boolean fits(int segmentCount) {
        return segmentCount == segments.size() || (endsWithRest && segmentCount > segments.size());
    }

    /** The first segment if it has no variable. */
    Optional<String> firstLiteral() {
        Segment first = segments.getFirst();
        return first.variable().isEmpty() ? Optional.of(first.before()) : Optional.empty();
    }

    /**
     * Reads a path.
     *
     * @param names the decoded segments of the path
     * @return empty if the path does not have this form
     */
    Optional<Values> read(List<String> names) {
        if (!fits(names.size())) {
            return Optional.empty();
        }
        int last = segments.size() - 1;
        for (int i = 0; i < last; i++) {
            if (!segments.get(i).fits(names.get(i))) {
                return Optional.empty();
            }
        }
        String rest = names.size() == last + 1 ? names.get(last) : String.join("/", names.subList(last, names.size()));
        if (!segments.get(last).fits(rest)) {
            return Optional.empty();
        }
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i <= last; i++) {
            if (!segments.get(i).read(i < last ? names.get(i) : rest, values)) {
                return Optional.empty();
            }
        }
        return Optional.of(new Values(Map.of(), values));
    }

    /**
     * Writes a path.
     *
     * @throws NoSuchElementException if a variable has no value
     */
    String write(Values values) {
        String unencoded = endsWithRest ? UNENCODED + "/" : UNENCODED;
        return segments.stream()
                .map(segment -> percentEncode(segment.write(values), unencoded))
                .collect(Collectors.joining("/", "/", ""));
    }

    /** The text of the template. */
    @Override
    public String toString() {
        return text;
    }

    /**
     * The decoded segments of a path.
     *
     * @param path absolute, percent-encoded, without query
     * @return empty if a segment is not percent-encoded UTF-8
     */
    static Optional<List<String>> names(String path) {
        if (path.isEmpty()) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        int from = 1;
        while (from <= path.length()) {
            int slash = path.indexOf('/', from);
            int until = slash < 0 ? path.length() : slash;
            Optional<String> name = percentDecode(path.substring(from, until));
            if (name.isEmpty()) {
                return Optional.empty();
            }
            names.add(name.get());
            from = until + 1;
        }
        return Optional.of(names);
    }

    private static String percentEncode(String name, String unencoded) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if ((c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || unencoded.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return encoded.toString();
    }

    private static Optional<String> percentDecode(String encoded) {
        if (encoded.indexOf('%') < 0) {
            return Optional.of(encoded);
        }
        byte[] bytes = encoded.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '%') {
                decoded.write(bytes[i]);
                continue;
            }
            boolean complete = i + 2 < bytes.length;
            int high = complete ? Character.digit(bytes[i + 1], 16) : -1;
            int low = complete ? Character.digit(bytes[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            decoded.write(high << 4 | low);
            i += 2;
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(decoded.toByteArray()))
                    .toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }
}
