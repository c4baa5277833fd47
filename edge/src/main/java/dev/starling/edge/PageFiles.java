package dev.starling.edge;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.file.AbstractBlockingHttpVfs;
import com.linecorp.armeria.server.file.FileService;
import com.linecorp.armeria.server.file.HttpFile;
import com.linecorp.armeria.server.file.HttpFileBuilder;
import com.linecorp.armeria.server.file.MediaTypeResolver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of the player page, which module {@code web} puts on the class path; compressed forms ({@code .br},
 * {@code .gz}) lie beside them. They stay in memory once read.
 *
 * <p>Armeria's own file system for class paths makes entity tags of length and modification time. Our jars are built
 * reproducibly, so all files have the same time, and {@code index.html} keeps its length when the hash of a script
 * changes. Here the tag is a hash of the content.
 */
final class PageFiles extends AbstractBlockingHttpVfs {
    private static final String FOLDER = "/dev/starling/web";
    /** No segment begins with a dot, so no path leaves the folder. */
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}){1,5}");
    /** By file name extension. Other files do not exist for clients. */
    private static final Map<String, MediaType> MEDIA_TYPES = Map.ofEntries(
            Map.entry("css", MediaType.CSS_UTF_8),
            Map.entry("html", MediaType.HTML_UTF_8),
            Map.entry("ico", MediaType.create("image", "x-icon")),
            Map.entry("js", MediaType.create("text", "javascript").withCharset(StandardCharsets.UTF_8)),
            Map.entry("json", MediaType.JSON),
            Map.entry("map", MediaType.JSON),
            Map.entry("png", MediaType.PNG),
            Map.entry("svg", MediaType.create("image", "svg+xml")),
            Map.entry("webmanifest", MediaType.create("application", "manifest+json")),
            Map.entry("woff2", MediaType.WOFF2));
    /**
     * What the page may load: its own files and data of this edge; media of the players, which are blobs, and their
     * workers, also blobs. No other site may frame it.
     */
    private static final String CONTENT_SECURITY_POLICY = String.join(
            "; ",
            "default-src 'self'",
            "media-src 'self' blob:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'");
    /**
     * With this query argument, the URL of a manifest, the page plays a title of another server. Its playlists and
     * segments may lie on yet other servers, so such a page may load data from anywhere. Scripts, styles and frames
     * still come from here only.
     */
    private static final String OTHER_TITLE = "url";

    private static final String CONTENT_SECURITY_POLICY_OF_OTHER_TITLES =
            CONTENT_SECURITY_POLICY + "; connect-src 'self' http: https:";

    /** Pages with another name in their URL than that of their file. */
    private static final Map<String, String> PAGES = Map.of("/dashboard", "/dashboard.html");

    /** The script for pages of others. */
    private static final String SCRIPT = "/starling.js";
    /** Vite puts a hash of the content into the names of these files. */
    private static final String HASHED_NAMES = "/assets/";
    /** Later than any {@code If-Modified-Since}, so only entity tags decide whether a file changed. */
    private static final long NEVER = Long.MAX_VALUE;

    private final Map<String, HttpFile> files = new ConcurrentHashMap<>();

    private PageFiles() {
        super(/* directoryListingSupported= */ false);
    }

    /** Serves the page; a missing file gets the 404 of {@link Answers}. */
    static HttpService service() {
        HttpService files = FileService.builder(new PageFiles())
                .maxCacheEntries(0)
                .serveCompressedFiles(true)
                .build()
                .orElse((context, request) -> Answers.status(HttpStatus.NOT_FOUND, "Not found."));
        return (context, request) -> {
            HttpRequest accepting = withoutRefusedCodings(request);
            context.updateRequest(accepting);
            HttpResponse response = files.serve(context, accepting);
            return context.queryParams().contains(OTHER_TITLE)
                    ? response.mapHeaders(PageFiles::loadingFromAnywhere)
                    : response;
        };
    }

    private static ResponseHeaders loadingFromAnywhere(ResponseHeaders headers) {
        return headers.contains(HttpHeaderNames.CONTENT_SECURITY_POLICY)
                ? headers.withMutations(builder ->
                        builder.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY_OF_OTHER_TITLES))
                : headers;
    }

    /** The request without the content codings of weight 0 (RFC 9110, 12.5.3), which Armeria would take as accepted. */
    private static HttpRequest withoutRefusedCodings(HttpRequest request) {
        List<String> codings = ContentCodings.listed(request.headers());
        List<String> accepted =
                codings.stream().filter(it -> !ContentCodings.isRefused(it)).toList();
        return accepted.size() == codings.size()
                ? request
                : request.mapHeaders(headers -> headers.toBuilder()
                        .set(HttpHeaderNames.ACCEPT_ENCODING, accepted)
                        .build());
    }

    @Override
    protected HttpFile blockingGet(
            Executor fileReadExecutor,
            String asked,
            Clock clock,
            @Nullable String contentEncoding,
            HttpHeaders additionalHeaders,
            MediaTypeResolver mediaTypeResolver) {
        String path = file(asked, contentEncoding);
        // Not mediaTypeResolver: it falls back to the JDK's list, so clients could request .gz files by name.
        MediaType mediaType = mediaType(path, contentEncoding);
        if (mediaType == null || !PATH.matcher(path).matches()) {
            return HttpFile.nonExistent();
        }
        HttpFile known = files.get(path);
        if (known != null) {
            return known;
        }
        Optional<byte[]> content = read(path);
        if (content.isEmpty()) {
            return HttpFile.nonExistent();
        }
        HttpFileBuilder file = HttpFile.builder(HttpData.wrap(content.get()), NEVER)
                .date(false)
                .lastModified(false)
                .contentType(mediaType)
                .setHeader(
                        HttpHeaderNames.CACHE_CONTROL,
                        path.startsWith(HASHED_NAMES) ? Answers.FOREVER : Answers.REVALIDATE)
                .setHeader(HttpHeaderNames.CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY)
                // Its URL may name a title.
                .setHeader(HttpHeaderNames.REFERRER_POLICY, "no-referrer")
                .setHeader(HttpHeaderNames.ACCEPT_RANGES, ByteRanges.UNIT)
                .setHeader(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING);
        if (path.startsWith(SCRIPT)) {
            // Isolated pages of other origins (HTML, 7.1.4) may include it, too.
            file.setHeader(HttpHeaderNames.CROSS_ORIGIN_RESOURCE_POLICY, "cross-origin");
        }
        String entityTag = Answers.tag(content.get());
        file.entityTag((name, attributes) -> entityTag);
        if (contentEncoding != null) {
            file.setHeader(HttpHeaderNames.CONTENT_ENCODING, contentEncoding);
        }
        HttpFile built = file.build();
        files.put(path, built);
        return built;
    }

    @Override
    public String meterTag() {
        return "page";
    }

    private static Optional<byte[]> read(String path) {
        try (InputStream in = PageFiles.class.getResourceAsStream(FOLDER + path)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The path of a file or, with a content coding, of its compressed form. */
    private static String file(String asked, @Nullable String contentEncoding) {
        int end = contentEncoding == null ? asked.length() : asked.lastIndexOf('.');
        return PAGES.getOrDefault(asked.substring(0, end), asked.substring(0, end)) + asked.substring(end);
    }

    private static @Nullable MediaType mediaType(String path, @Nullable String contentEncoding) {
        String name = contentEncoding == null ? path : path.substring(0, path.lastIndexOf('.'));
        return MEDIA_TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    }
}
