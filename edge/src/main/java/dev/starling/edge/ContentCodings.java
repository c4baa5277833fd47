package dev.starling.edge;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/** The content codings that a client accepts (RFC 9110, 12.5.3). */
final class ContentCodings {
    private static final String GZIP = "gzip";
    private static final Pattern REFUSED = Pattern.compile("[^;]*;[ \t]*[qQ]=0(\\.0*)?[ \t]*");

    private ContentCodings() {}

    /** Those that are listed, with their weights. */
    static List<String> listed(RequestHeaders request) {
        return request.getAll(HttpHeaderNames.ACCEPT_ENCODING).stream()
                .flatMap(it -> Arrays.stream(it.split(",")))
                .map(String::strip)
                .toList();
    }

    /** Whether a coding with its weight is one that the client refuses. */
    static boolean isRefused(String listed) {
        return REFUSED.matcher(listed).matches();
    }

    /** A response with a text, compressed if the client accepts that. */
    static HttpResponse answer(RequestHeaders request, ResponseHeadersBuilder headers, String text) {
        headers.set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING.toString());
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return acceptsGzip(request)
                ? HttpResponse.of(
                        headers.set(HttpHeaderNames.CONTENT_ENCODING, GZIP).build(), HttpData.wrap(gzip(utf8)))
                : HttpResponse.of(headers.build(), HttpData.wrap(utf8));
    }

    /** A value as JSON, compressed likewise. */
    static HttpResponse json(RequestHeaders request, Object value) {
        return answer(
                request, Answers.headers(HttpStatus.OK, Answers.JSON_TYPE, Answers.NO_STORE), Answers.toJson(value));
    }

    /** A value that pages request again and again: without content if the client has it already. */
    static HttpResponse revalidatedJson(RequestHeaders request, Object value) {
        String json = Answers.toJson(value);
        String opaque = "\"" + Answers.tag(json.getBytes(StandardCharsets.UTF_8)) + "\"";
        // Weak, as it is that of all content codings (RFC 9110, 8.8.1).
        ResponseHeadersBuilder headers = Answers.headers(HttpStatus.OK, Answers.JSON_TYPE, Answers.REVALIDATE)
                .set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING.toString())
                .set(HttpHeaderNames.ETAG, "W/" + opaque);
        return Answers.matches(request, opaque)
                ? HttpResponse.of(headers.status(HttpStatus.NOT_MODIFIED)
                        .removeAndThen(HttpHeaderNames.CONTENT_TYPE)
                        .build())
                : answer(request, headers, json);
    }

    private static boolean acceptsGzip(RequestHeaders request) {
        return listed(request).stream()
                .filter(it -> !isRefused(it))
                .map(it -> it.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .anyMatch(GZIP::equals);
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(content.length / 4 + 64);
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
