package dev.starling.swarm.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.nio.charset.StandardCharsets;

/**
 * Records as JSON, each component under its own name. What is unknown, missing, null or of another type is refused,
 * with the place where it stands.
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

    /** Writes a record, UTF-8 and indented. */
    public static byte[] write(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A value that has no JSON form: " + value.getClass(), e);
        }
    }

    /**
     * Reads a record.
     *
     * @throws IllegalArgumentException if it is not one; the message is one line and names the place
     */
    public static <T> T read(byte[] json, Class<T> type) {
        return bind(tree(json), type);
    }

    /**
     * Reads a record that says what it is and in which version, in its members {@code format} and {@code version}:
     * these two are looked at before all else, so that a newer file is called that, whatever is in it.
     *
     * @param format what it must say it is
     * @param version the newest version that can be read
     * @throws IllegalArgumentException if it is not one; the message is one line and names the place
     */
    public static <T> T read(byte[] json, Class<T> type, String format, int version) {
        JsonNode tree = tree(json);
        if (!tree.path("format").asText().equals(format)) {
            throw new IllegalArgumentException("format must be " + format);
        }
        JsonNode says = tree.path("version");
        if (says.isIntegralNumber() && says.asLong() > version) {
            throw new IllegalArgumentException("version " + says.asLong() + " is newer than this Starling, which reads "
                    + version + "; use a newer one");
        }
        return bind(tree, type);
    }

    private static JsonNode tree(byte[] json) {
        try {
            return JSON.readTree(new String(json, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "not JSON at line " + e.getLocation().getLineNr(), e);
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

    /** In a word where Jackson has many, about its own classes. */
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
