package dev.starling.edge;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import java.nio.charset.StandardCharsets;

/** Responses with the headers that all of them carry. */
final class Answers {
    /** Of what belongs to this moment and this client. */
    static final String NO_STORE = "no-store";
    /** Of what a session may ask for again: its URLs name the session, so no other sees it. */
    static final String FOR_THE_SESSION = "private, max-age=3600";
    /** Of files whose name changes with their content. */
    static final String FOREVER = "public, max-age=31536000, immutable";
    /** Of files that change under their name. */
    static final String ASK_AGAIN = "no-cache";

    static final String TEXT = "text/plain; charset=utf-8";
    static final String JSON_TYPE = "application/json";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Answers() {}

    /** Begins a response that any origin's page may read. */
    static ResponseHeadersBuilder headers(HttpStatus status, String contentType, String cacheControl) {
        return ResponseHeaders.builder(status)
                .set(HttpHeaderNames.CONTENT_TYPE, contentType)
                .set(HttpHeaderNames.CACHE_CONTROL, cacheControl)
                .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                .set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, "*")
                .set("timing-allow-origin", "*")
                .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
    }

    static HttpResponse of(String contentType, String cacheControl, byte[] body) {
        return HttpResponse.of(headers(HttpStatus.OK, contentType, cacheControl).build(), HttpData.wrap(body));
    }

    /** An error, or another answer without content; the text is safe for the client. */
    static HttpResponse status(HttpStatus status, String text) {
        return HttpResponse.of(
                headers(status, TEXT, NO_STORE).build(), HttpData.wrap((text + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    static HttpResponse json(HttpStatus status, Object value) {
        return HttpResponse.of(
                headers(status, JSON_TYPE, NO_STORE).build(),
                HttpData.wrap(toJson(value).getBytes(StandardCharsets.UTF_8)));
    }

    static String toJson(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("No JSON form: " + value.getClass(), e);
        }
    }

    /**
     * Reads JSON.
     *
     * @throws RequestException if it is malformed
     */
    static <T> T fromJson(byte[] json, Class<T> type) {
        try {
            T value = JSON.readValue(json, type);
            if (value != null) {
                return value;
            }
        } catch (java.io.IOException e) {
            throw new RequestException(HttpStatus.BAD_REQUEST, "The body is not the JSON that is expected here.");
        }
        throw new RequestException(HttpStatus.BAD_REQUEST, "The body is null.");
    }
}
