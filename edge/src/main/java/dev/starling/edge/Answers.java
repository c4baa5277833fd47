package dev.starling.edge;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.stream.Stream;

/** Makes responses. {@link EdgeServer} adds the headers that every response carries. */
final class Answers {
    /**
     * The headers of every response: pages of all origins may read it and its timing. Armeria's {@code CorsService}
     * sets the CORS headers only if the request has an {@code Origin}. That is not enough: caches keep responses to
     * other requests, and malformed requests never reach a service.
     */
    static final HttpHeaders COMMON = HttpHeaders.of(
            HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN,
            "*",
            HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS,
            "*",
            "timing-allow-origin",
            "*",
            HttpHeaderNames.X_CONTENT_TYPE_OPTIONS,
            "nosniff");
    /** For content that is valid for one client at one moment. */
    static final String NO_STORE = "no-store";
    /** For content under a session's URLs, which no other client uses. */
    static final String FOR_THE_SESSION = "private, max-age=3600";
    /** For files whose names change with their content. */
    static final String FOREVER = "public, max-age=31536000, immutable";
    /** For content that may change under its URL. */
    static final String REVALIDATE = "no-cache";

    static final int RETRY_AFTER_SECONDS = 1;

    static final String TEXT = "text/plain; charset=utf-8";
    static final String JSON_TYPE = "application/json";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Answers() {}

    /** Starts a response. */
    static ResponseHeadersBuilder headers(HttpStatus status, String contentType, String cacheControl) {
        return ResponseHeaders.builder(status)
                .set(HttpHeaderNames.CONTENT_TYPE, contentType)
                .set(HttpHeaderNames.CACHE_CONTROL, cacheControl);
    }

    /** A response without content. */
    static ResponseHeadersBuilder noContent() {
        return ResponseHeaders.builder(HttpStatus.NO_CONTENT).set(HttpHeaderNames.CACHE_CONTROL, NO_STORE);
    }

    static HttpResponse of(String contentType, String cacheControl, String body) {
        return HttpResponse.of(headers(HttpStatus.OK, contentType, cacheControl).build(), HttpData.ofUtf8(body));
    }

    /** Whether a client holds the content with a tag already (RFC 9110, 13.1.2). */
    static boolean matches(RequestHeaders request, String tag) {
        return request.getAll(HttpHeaderNames.IF_NONE_MATCH).stream()
                .flatMap(it -> Stream.of(it.split(",")))
                .map(String::strip)
                .anyMatch(it -> it.equals("*") || it.equals(tag) || it.equals("W/" + tag));
    }

    /** What tells one content from another, as an opaque tag without its quotes (RFC 9110, 8.8.3). */
    static String tag(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The answer to HEAD where GET has content of unknown length: there is no {@code Content-Length}. */
    static HttpResponse headOfStream(ResponseHeaders headers) {
        HttpResponseWriter head = HttpResponse.streaming();
        head.write(headers);
        head.close();
        return head;
    }

    /** The answer to a request that may succeed a little later. */
    static HttpResponse unavailable(String text) {
        return HttpResponse.of(
                headers(HttpStatus.SERVICE_UNAVAILABLE, TEXT, NO_STORE)
                        .setInt(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS)
                        .build(),
                HttpData.ofUtf8(text + "\n"));
    }

    /** An error; the text must be safe to show to the client. */
    static HttpResponse status(HttpStatus status, String text) {
        return HttpResponse.of(headers(status, TEXT, NO_STORE).build(), HttpData.ofUtf8(text + "\n"));
    }

    static HttpResponse json(HttpStatus status, Object value) {
        return HttpResponse.of(headers(status, JSON_TYPE, NO_STORE).build(), HttpData.ofUtf8(toJson(value)));
    }

    static String toJson(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(value.getClass() + " has no JSON form", e);
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
        } catch (IOException e) {
            throw new RequestException(HttpStatus.BAD_REQUEST, "The body is not the JSON that is expected here.");
        }
        throw new RequestException(HttpStatus.BAD_REQUEST, "The body is null.");
    }
}
