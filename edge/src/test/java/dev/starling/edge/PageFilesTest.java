package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The player page over HTTP. */
class PageFilesTest {
    private static final Pattern SCRIPT = Pattern.compile("src=\"\\.(/assets/[^\"]+\\.js)\"");

    @TempDir
    private static Path folder;

    private static EdgeServer edge;
    private static HttpClient client;

    @BeforeAll
    static void start() throws IOException {
        edge = LocalEdge.start(folder);
        client = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        client.close();
        edge.close();
    }

    private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static byte[] file(String path) throws IOException {
        try (InputStream in = PageFilesTest.class.getResourceAsStream("/dev/starling/web" + path)) {
            return in.readAllBytes();
        }
    }

    private static String script() throws IOException {
        Matcher script = SCRIPT.matcher(new String(file("/index.html"), StandardCharsets.UTF_8));
        assertThat(script.find()).isTrue();
        return script.group(1);
    }

    @Test
    void thePageAndItsFilesAreServedAsTheyAre() throws Exception {
        for (String path : List.of("/", "/index.html")) {
            HttpResponse<byte[]> index = get(path);
            assertThat(index.statusCode()).isEqualTo(200);
            assertThat(index.body()).isEqualTo(file("/index.html"));
            assertThat(header(index, "content-type")).isEqualTo("text/html; charset=utf-8");
            assertThat(header(index, "cache-control")).isEqualTo("no-cache");
            assertThat(header(index, "x-content-type-options")).isEqualTo("nosniff");
        }
        HttpResponse<byte[]> script = get(script());
        assertThat(script.body()).isEqualTo(file(script()));
        assertThat(header(script, "content-type")).isEqualTo("text/javascript; charset=utf-8");
        assertThat(header(script, "cache-control")).isEqualTo("public, max-age=31536000, immutable");
        assertThat(header(get("/favicon.svg"), "content-type")).isEqualTo("image/svg+xml");
    }

    @Test
    void pagesOfOthersCanIncludeTheSmallScript() throws Exception {
        HttpResponse<byte[]> script = get("/starling.js", "origin", "https://elsewhere.example");
        assertThat(script.statusCode()).isEqualTo(200);
        assertThat(script.body()).isEqualTo(file("/starling.js")).hasSizeLessThan(5_000);
        assertThat(header(script, "content-type")).isEqualTo("text/javascript; charset=utf-8");
        assertThat(header(script, "access-control-allow-origin")).isEqualTo("*");
        assertThat(header(script, "cross-origin-resource-policy")).isEqualTo("cross-origin");
        assertThat(header(script, "cache-control")).isEqualTo("no-cache");
        assertThat(header(script, "etag")).isNotEmpty();
    }

    @Test
    void filesAreSentCompressedToClientsThatAcceptIt() throws Exception {
        String path = script();
        HttpResponse<byte[]> gzip = get(path, "accept-encoding", "gzip");
        assertThat(header(gzip, "content-encoding")).isEqualTo("gzip");
        assertThat(header(gzip, "vary")).isEqualTo("accept-encoding");
        assertThat(header(gzip, "content-type")).isEqualTo("text/javascript; charset=utf-8");
        assertThat(header(gzip, "cache-control")).isEqualTo("public, max-age=31536000, immutable");
        assertThat(gzip.body().length).isLessThan(file(path).length / 2);
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip.body()))) {
            assertThat(in.readAllBytes()).isEqualTo(file(path));
        }
        HttpResponse<byte[]> brotli = get(path, "accept-encoding", "gzip, deflate, br");
        assertThat(header(brotli, "content-encoding")).isEqualTo("br");
        assertThat(brotli.body()).isEqualTo(file(path + ".br"));
        HttpResponse<byte[]> plain = get(path);
        assertThat(header(plain, "content-encoding")).isEmpty();
        assertThat(header(plain, "vary")).isEqualTo("accept-encoding");
        assertThat(List.of(header(plain, "etag"), header(gzip, "etag"), header(brotli, "etag")))
                .doesNotHaveDuplicates();
    }

    @Test
    void aCodingOfWeightZeroIsNotUsed() throws Exception {
        String path = script();
        assertThat(header(get(path, "accept-encoding", "br;q=0, gzip"), "content-encoding"))
                .isEqualTo("gzip");
        assertThat(get(path, "accept-encoding", "br; q=0.0, gzip;q=0").headers().firstValue("content-encoding"))
                .isEmpty();
    }

    @Test
    void aClientThatHasTheFileGetsNoContent() throws Exception {
        for (String encoding : List.of("identity", "gzip", "br")) {
            String tag = header(get("/", "accept-encoding", encoding), "etag");
            assertThat(tag).matches("\"[A-Za-z0-9_-]{43}\"");
            HttpResponse<byte[]> again = get("/", "accept-encoding", encoding, "if-none-match", tag);
            assertThat(again.statusCode()).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(header(again, "etag")).isEqualTo(tag);
            assertThat(header(again, "cache-control")).isEqualTo("no-cache");
        }
        assertThat(get("/", "if-none-match", "\"other\"").statusCode()).isEqualTo(200);
    }

    @Test
    void aModificationDateTellsNothing() throws Exception {
        assertThat(get("/", "if-modified-since", "Fri, 31 Dec 2100 00:00:00 GMT")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aRangeIsAnsweredWithItsBytes() throws Exception {
        String path = script();
        byte[] whole = file(path);
        HttpResponse<byte[]> part = get(path, "range", "bytes=100-299");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole, 100, 300));
        assertThat(header(part, "content-range")).isEqualTo("bytes 100-299/" + whole.length);
        assertThat(header(part, "content-type")).isEqualTo("text/javascript; charset=utf-8");
        byte[] compressed = file(path + ".gz");
        HttpResponse<byte[]> rest = get(path, "range", "bytes=-10", "accept-encoding", "gzip");
        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(compressed, compressed.length - 10, compressed.length));
        HttpResponse<byte[]> outside = get(path, "range", "bytes=" + whole.length + "-");
        assertThat(outside.statusCode()).isEqualTo(416);
        assertThat(header(outside, "content-range")).isEqualTo("bytes */" + whole.length);
        assertThat(get(path, "range", "bytes=0-1", "if-none-match", header(part, "etag"))
                        .statusCode())
                .isEqualTo(304);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets",
                "/assets/",
                "/nothing",
                "/index.html.gz",
                "/index.html.br",
                "/index.html/",
                "/.index.html",
                "/index",
                "/PageFiles.class"
            })
    void nothingElseIsServed(String path) throws Exception {
        HttpResponse<byte[]> answer = get(path, "accept-encoding", "gzip");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("Not found.\n");
        assertThat(header(answer, "cache-control")).isEqualTo("no-store");
    }
}
