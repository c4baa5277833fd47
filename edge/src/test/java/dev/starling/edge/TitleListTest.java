package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of titles, which pages request every few seconds. */
class TitleListTest {
    private static final String CODING = "Accept-Encoding";

    @TempDir
    private Path folder;

    private EdgeServer start() throws IOException {
        new GeneratedPackage(1, 100_000, 1).write(folder.resolve("t"));
        return EdgeServer.start(
                folder,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                InstantSource.system(),
                new SplittableRandom(1));
    }

    private static HttpResponse<String> list(EdgeServer edge, String... headers)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port() + "/api/titles"))
                    .headers(headers)
                    .build();
            return client.send(request, BodyHandlers.ofString());
        }
    }

    private static String tag(HttpResponse<String> answer) {
        return answer.headers().firstValue("etag").orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip"})
    void whoeverHasItGetsNoContentInWhateverCoding(String coding) throws Exception {
        try (EdgeServer edge = start()) {
            HttpResponse<String> first = list(edge, CODING, coding);
            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(first.headers().firstValue("cache-control")).hasValue("no-cache");
            assertThat(first.headers().firstValue("vary")).hasValue("accept-encoding");
            assertThat(tag(first)).startsWith("W/\"");
            HttpResponse<String> again = list(edge, CODING, "gzip", "If-None-Match", "\"another\", " + tag(first));
            assertThat(again.statusCode()).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(tag(again)).isEqualTo(tag(first));
            assertThat(again.headers().firstValue("vary")).hasValue("accept-encoding");
        }
    }

    @Test
    void whoeverHasAnOlderOneGetsTheNewOne() throws Exception {
        try (EdgeServer edge = start()) {
            HttpResponse<String> first = list(edge, CODING, "identity");
            new GeneratedPackage(1, 100_000, 1).write(folder.resolve("u"));
            HttpResponse<String> other = list(edge, CODING, "identity", "If-None-Match", tag(first));
            assertThat(other.statusCode()).isEqualTo(200);
            assertThat(other.body()).contains("\"u\"");
            assertThat(tag(other)).isNotEqualTo(tag(first));
        }
    }
}
