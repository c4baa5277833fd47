package dev.starling.swarm.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads and writes records as JSON objects, one member per component. Reading refuses unknown members, missing members,
 * nulls and values of the wrong type, and names the place.
 */
public final class StrictJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private StrictJson() {}

    /** Writes a record as indented UTF-8. */
    public static byte[] write(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no JSON form for " + value.getClass(), e);
        }
    }

    /**
     * Reads a record.
     *
     * @throws IllegalArgumentException if the JSON does not describe one; the message is one line and names the place
     */
    public static <T> T read(byte[] json, Class<T> type) {
        return bind(tree(json), type);
    }

    /**
     * Reads a record with the members {@code format} and {@code version}. Both are checked first, so that a newer file
     * is reported as newer whatever else it contains.
     *
     * @param format the required format
     * @param version the newest version that this code reads
     * @throws IllegalArgumentException if the JSON does not describe one; the message is one line and names the place
     */
    public static <T> T read(byte[] json, Class<T> type, String format, int version) {
        return read(json, type, format, version, older -> {});
    }

    /**
     * Reads a record as {@link #read(byte[], Class, String, int)} does, also if some of its members are absent.
     *
     * @param optional the names of these members; such a component is an {@code Optional}
     */
    public static <T> T read(byte[] json, Class<T> type, String format, int version, Set<String> optional) {
        return bind(completed(document(json, format, version, older -> {}), optional), type);
    }

    private static JsonNode completed(JsonNode tree, Set<String> optional) {
        if (tree instanceof ObjectNode document) {
            optional.stream().filter(name -> !document.has(name)).forEach(document::putNull);
        }
        return tree;
    }

    /**
     * Reads a record as {@link #read(byte[], Class, String, int)} does, also from files of older versions.
     *
     * @param upgrade turns the document of an older version into one of the newest
     */
    public static <T> T read(byte[] json, Class<T> type, String format, int version, Consumer<ObjectNode> upgrade) {
        return bind(document(json, format, version, upgrade), type);
    }

    private static JsonNode document(byte[] json, String format, int version, Consumer<ObjectNode> upgrade) {
        JsonNode tree = tree(json);
        if (!tree.path("format").asText().equals(format)) {
            throw new IllegalArgumentException("format must be " + format);
        }
        JsonNode found = tree.path("version");
        if (found.isIntegralNumber() && found.asLong() > version) {
            throw new IllegalArgumentException("version " + found.asLong()
                    + " is newer than this Starling, which reads " + version + "; use a newer one");
        }
        if (tree instanceof ObjectNode document && found.isIntegralNumber() && found.asLong() < version) {
            upgrade.accept(document);
        }
        return tree;
    }

    /**
     * The member {@code format} of a document; empty if there is none.
     *
     * @throws IllegalArgumentException if it is not JSON
     */
    public static String format(byte[] json) {
        return tree(json).path("format").asText();
    }

    private static JsonNode tree(byte[] json) {
        try {
            JsonNode tree = JSON.readTree(new String(json, StandardCharsets.UTF_8));
            if (tree.isMissingNode()) {
                throw new IllegalArgumentException("not JSON: empty");
            }
            return tree;
        } catch (JsonProcessingException e) {
            // Jackson's limits, such as that of nesting, have no location.
            JsonLocation place = e.getLocation();
            throw new IllegalArgumentException(
                    place == null ? "not JSON that is read here: " + what(e) : "not JSON at line " + place.getLineNr(),
                    e);
        }
    }

    private static <T> T bind(JsonNode tree, Class<T> type) {
        try {
            return JSON.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            String place = e instanceof JsonMappingException mapping ? place(mapping) : "";
            throw new IllegalArgumentException(place + what(reason), e);
        }
    }

    /** A short reason in place of Jackson's, which name its own classes. */
    private static String what(Throwable reason) {
        String message = reason instanceof JsonProcessingException processing
                ? processing.getOriginalMessage()
                : String.valueOf(reason.getMessage());
        if (reason instanceof UnrecognizedPropertyException) {
            return "not known to this Starling";
        }
        if (message.startsWith("Missing creator property")) {
            return "missing";
        }
        if (reason instanceof StreamConstraintsException) {
            return "nested too deeply, or a number or a text is too long";
        }
        if (reason instanceof MismatchedInputException mismatch
                && (mismatch.getTargetType() == int.class || mismatch.getTargetType() == long.class)) {
            return "must be a whole number";
        }
        return message.lines().findFirst().orElse("");
    }

    private static String place(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            path.append(step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName());
        }
        return path.isEmpty() ? "" : path.substring(path.charAt(0) == '.' ? 1 : 0) + ": ";
    }
}
