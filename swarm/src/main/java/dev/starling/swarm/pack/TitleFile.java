package dev.starling.swarm.pack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;

/** The JSON of {@code title.json}: the components of {@link Title} under their own names. */
final class TitleFile {
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

    private TitleFile() {}

    static byte[] write(Title title) {
        try {
            return JSON.writeValueAsBytes(title);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A title that has no JSON form", e);
        }
    }

    /**
     * Reads a title.
     *
     * @throws IllegalArgumentException if it is not one; the message names the place
     */
    static Title read(byte[] json) {
        JsonNode tree;
        try {
            tree = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "not JSON at line " + e.getLocation().getLineNr(), e);
        } catch (IOException e) {
            throw new IllegalStateException("Reading from memory failed", e);
        }
        try {
            return JSON.treeToValue(tree, Title.class);
        } catch (JsonProcessingException e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            String what = reason instanceof JsonProcessingException processing
                    ? processing.getOriginalMessage()
                    : String.valueOf(reason.getMessage());
            String place = e instanceof JsonMappingException mapping ? place(mapping) : "";
            throw new IllegalArgumentException(place + what.lines().findFirst().orElse(""), e);
        }
    }

    private static String place(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            path.append(step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName());
        }
        return path.isEmpty() ? "" : path.substring(path.charAt(0) == '.' ? 1 : 0) + ": ";
    }
}
