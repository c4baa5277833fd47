package dev.starling.edge;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The player page: files of the class path, packed by module {@code web}. */
final class Page {
    private static final String FOLDER = "/dev/starling/web/";
    private static final String INDEX = "index.html";
    /** Names that cannot climb: a part never begins with a dot. */
    private static final Pattern RESOURCE =
            Pattern.compile("([A-Za-z0-9_-][A-Za-z0-9._-]{0,99}/){0,4}[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");
    /** By file name extension; others are not served, and so no folder is listed. */
    private static final Map<String, String> CONTENT_TYPES = Map.ofEntries(
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("json", Answers.JSON_TYPE),
            Map.entry("map", Answers.JSON_TYPE),
            Map.entry("png", "image/png"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("woff2", "font/woff2"));

    private Page() {}

    static HttpResponse answer(String resource) throws IOException {
        String name = resource.isEmpty() ? INDEX : resource;
        Optional<byte[]> content = read(name);
        if (content.isEmpty()) {
            return Answers.status(HttpStatus.NOT_FOUND, "Not found.");
        }
        return Answers.of(
                contentType(name).orElseThrow(),
                name.startsWith("assets/") ? Answers.FOREVER : Answers.ASK_AGAIN,
                content.get());
    }

    private static Optional<byte[]> read(String name) throws IOException {
        if (!RESOURCE.matcher(name).matches() || contentType(name).isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = Page.class.getResourceAsStream(FOLDER + name)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        }
    }

    private static Optional<String> contentType(String name) {
        return Optional.ofNullable(CONTENT_TYPES.get(name.substring(name.lastIndexOf('.') + 1)));
    }
}
