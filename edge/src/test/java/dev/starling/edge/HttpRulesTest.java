package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.RawClient.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP as RFC 9110 and RFC 9112 have it, over raw sockets. */
class HttpRulesTest {
    private static final String SESSION = "AAAAAAAAAAAAAAAAAAAAAA";
    private static final String CLIP = "/titles/t/sessions/" + SESSION + "/swarm/0.m4s";

    @TempDir
    private static Path folder;

    private static EdgeServer edge;

    @BeforeAll
    static void start() throws IOException {
        new GeneratedPackage(1, 8_000_000, 1).write(folder.resolve("t"));
        edge = startEdge();
    }

    private static EdgeServer startEdge() throws IOException {
        return LocalEdge.start(folder);
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    private static Answer once(String request) throws IOException {
        return RawClient.once(edge.port(), request);
    }

    private static List<String> paths() {
        String session = "/titles/t/sessions/" + SESSION;
        return List.of(
                "/",
                "/favicon.svg",
                "/metrics",
                "/api/titles",
                "/api/titles/t",
                "/titles/t/server.m3u8?session=" + SESSION,
                "/titles/t/player.mpd?session=" + SESSION,
                session + "/swarm/playlist.m3u8",
                session + "/swarm/init.mp4",
                session + "/audio/audio1-stereo-128/init.mp4",
                session + "/audio/audio1-stereo-128/0.m4s",
                CLIP,
                "/api/sessions/" + SESSION,
                "/nothing");
    }

    @ParameterizedTest
    @MethodSource("paths")
    void headIsGetWithoutContent(String path) throws IOException {
        once("GET " + CLIP + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Answer get = once("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        try (RawClient client = new RawClient(edge.port())) {
            client.send("HEAD " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            Answer head = client.read(false);
            assertThat(client.isClosedByServer()).as("sends no content").isTrue();
            assertThat(head.status()).isEqualTo(get.status());
            assertThat(head.header("content-type")).isEqualTo(get.header("content-type"));
            assertThat(head.header("cache-control")).isEqualTo(get.header("cache-control"));
            assertThat(head.header("etag")).isEqualTo(get.header("etag"));
            assertThat(head.header("content-length").isPresent())
                    .isEqualTo(get.header("content-length").isPresent());
            assertThat(head.header("content-length")).isNotEqualTo(Optional.of("0"));
            if (!path.equals("/metrics") && !path.startsWith("/api/sessions")) {
                assertThat(head.header("content-length")).isEqualTo(get.header("content-length"));
            }
        }
    }

    @Test
    void headOfALiveFeedEndsAtOnce() throws IOException {
        once("GET " + CLIP + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Answer head =
                once("HEAD /api/sessions/" + SESSION + "/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("content-type")).contains("text/event-stream");
        assertThat(head.header("content-length")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Connection: keep-alive\r\n"})
    void aClientOfHttp10GetsNoChunks(String header) throws IOException {
        try (RawClient client = new RawClient(edge.port())) {
            client.send("GET " + CLIP + " HTTP/1.0\r\n" + header + "\r\n");
            Answer answer = client.read(true);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("transfer-encoding")).isEmpty();
            assertThat(answer.header("content-length")).isEmpty();
            assertThat(answer.header("connection")).contains("close");
            assertThat(answer.body()).startsWith("\0\0\0").contains("moof");
            assertThat(answer.body().length()).isGreaterThan(10_000);
        }
    }

    @Test
    void onlyTheRequestOfHttp10GetsNoChunks() throws IOException {
        try (RawClient client = new RawClient(edge.port())) {
            client.send("GET " + CLIP + " HTTP/1.1\r\nHost: x\r\n\r\nGET " + CLIP + " HTTP/1.0\r\n\r\n");
            Answer first = client.read(true);
            assertThat(first.header("transfer-encoding")).contains("chunked");
            Answer second = client.read(true);
            assertThat(second.header("transfer-encoding")).isEmpty();
            assertThat(second.body().length()).isGreaterThan(10_000);
        }
    }

    @Test
    void aConnectionIsClosedIfTheClientWantsIt() throws IOException {
        try (RawClient client = new RawClient(edge.port())) {
            client.send("GET /api/titles HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            Answer answer = client.read(true);
            assertThat(answer.header("connection")).contains("close");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "TRACE", "PATCH", "POST", "BREW", "CONNECT"})
    void aMethodThatIsNotAllowedIsToldWhichAre(String method) throws IOException {
        Answer answer = once(method + " /api/titles HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).contains("get, head");
        assertThat(answer.header("content-type")).contains("text/plain; charset=utf-8");
        assertThat(answer.body()).isNotBlank();
        assertThat(answer.body().lines()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip",
                "gzip, chunked",
                "chunked, chunked",
                "identity",
                "x",
                "chunked\r\nTransfer-Encoding: gzip"
            })
    void anUnknownTransferCodingIsNotImplemented(String coding) throws IOException {
        try (RawClient client = new RawClient(edge.port())) {
            client.send("GET /api/titles HTTP/1.1\r\nHost: x\r\n\r\n"
                    + "POST /api/sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: " + coding + "\r\n\r\n"
                    + "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.read(true).status()).isEqualTo(200);
            Answer answer = client.read(true);
            assertThat(answer.status()).isEqualTo(501);
            assertThat(answer.body().lines()).hasSize(1);
            assertThat(answer.header("connection")).contains("close");
            assertThat(client.isClosedByServer())
                    .as("nothing of the body is a request")
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /healthz HTTP/1.1\r\n\r\n",
                "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /healthz HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n",
                "GET http://x/healthz HTTP/1.1\r\n\r\n",
                "GET /healthz HTTP/3.0\r\nHost: x\r\n\r\n",
                "GET /healthz HTTQ/1.1\r\nHost: x\r\n\r\n",
                "GET /healthz HTTP/1.1\r\nHost: a b<>\r\n\r\n",
                "GET /healthz HTTP/1.1\r\nHost: user@x\r\n\r\n",
                "GET /healthz HTTP/1.1\r\nHost: x:8a\r\n\r\n",
                "GET /healthz HTTP/1.1\r\nHost: [::1\r\n\r\n",
                "GET /healthz HTTP/1.0\r\nHost: x/y\r\n\r\n",
                "GET http://y/healthz HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET http://user@y/healthz HTTP/1.1\r\nHost: y\r\n\r\n",
                "GET http://:80/healthz HTTP/1.1\r\nHost: y\r\n\r\n",
                "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close, Host\r\n\r\n",
                "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nConnection: :path\r\n\r\n"
            })
    void aRequestNeedsOneHostAndAKnownVersion(String request) throws IOException {
        try (RawClient client = new RawClient(edge.port())) {
            client.send(request);
            assertThat(client.read(true).status()).isEqualTo(400);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a_b.example:80", "127.0.0.1:", "[::1]", "[2001:db8::1]:8080", "%41!$&'()*+,;=~"})
    void anyHostIsServed(String host) throws IOException {
        Answer answer = once("GET /healthz HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
        assertThat(answer.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,http://y:1/healthz,200",
        "GET,HTTPS://y/api/titles?z=/a,200",
        "GET,http://y,200",
        "GET,http://y?title=t,200",
        "OPTIONS,http://y/healthz,204",
        "GET,http://y/none,404",
        "GET,http:///healthz,400"
    })
    void aTargetInAbsoluteFormIsThatOfItsPath(String method, String target, int status) throws IOException {
        Answer answer = once(method + " " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer.status()).isEqualTo(status);
    }

    /** RFC 7540, 3.2.1: without exactly one valid {@code HTTP2-Settings}, the connection is not upgraded. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: Upgrade",
                "Connection: Upgrade, HTTP2-Settings",
                "Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: !!!!",
                "Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAAA",
                "Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAT_____",
                "Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABk\r\nHTTP2-Settings: AAMAAABk",
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AAAA\r\nSec-WebSocket-Version: 13"
            })
    void anUpgradeThatIsNotPossibleIsIgnored(String headers) throws IOException {
        String upgrade = headers + "\r\nUpgrade: h2c\r\n";
        assertThat(once("GET /healthz HTTP/1.1\r\n" + upgrade + "\r\n").status())
                .as("a request without Host")
                .isEqualTo(400);
        try (RawClient client = new RawClient(edge.port())) {
            client.send("GET /healthz HTTP/1.1\r\nHost: x\r\n" + upgrade + "\r\n"
                    + "POST /api/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n" + upgrade + "\r\n{}"
                    + "GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(client.read(true).body()).isEqualTo("The edge is running.\n");
            assertThat(client.read(true).status()).isEqualTo(201);
            assertThat(client.read(true).body()).isEqualTo("The edge is ready.\n");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aBodyInChunksIsRead() throws IOException {
        Answer answer = once(String.join(
                "\r\n",
                "POST /api/sessions HTTP/1.1",
                "Host: x",
                "Connection: close",
                "Transfer-Encoding: Chunked",
                "",
                "2",
                "{}",
                "0",
                "",
                ""));
        assertThat(answer.status()).isEqualTo(201);
    }

    @Test
    void aClientThatStillSendsGetsTheErrorNonetheless() throws IOException {
        try (RawClient client = new RawClient(edge.port())) {
            client.send("POST /api/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n");
            client.send(" ".repeat(100_000));
            assertThat(client.read(true).status()).isEqualTo(413);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void thePageMayLoadOnlyItsOwnFilesAndNobodyMayFrameIt() throws IOException {
        for (String path : List.of("/", "/index.html", "/favicon.svg")) {
            Answer page = once("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(page.header("content-security-policy").orElseThrow())
                    .contains("default-src 'self'")
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe-inline")
                    .doesNotContain("unsafe-eval");
            assertThat(page.header("referrer-policy")).contains("no-referrer");
        }
    }

    /** A query is data, and no path. */
    @ParameterizedTest
    @ValueSource(strings = {"/?title=..%2Fx", "/?title=../x", "/?url=..%2F..", "/?..", "/?a&/../", "/?title=a;b"})
    void anyQueryGetsThePage(String target) throws IOException {
        Answer page = once("GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("content-type")).contains("text/html; charset=utf-8");
        assertThat(once("GET /.." + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void onlyAPageThatPlaysATitleOfAnotherServerMayLoadFromThere() throws IOException {
        String connections = "connect-src 'self' http: https:";
        Answer own = once("GET /?title=t HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(own.header("content-security-policy").orElseThrow()).doesNotContain(connections);
        Answer other =
                once("GET /?url=https%3A%2F%2Fx.example%2Fa.mpd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(other.header("content-security-policy").orElseThrow())
                .contains("default-src 'self'")
                .contains(connections)
                .doesNotContain("script-src");
    }

    @Test
    void aClipInFlightEndsBeforeTheEdgeDoes() throws Exception {
        EdgeServer stopped = startEdge();
        String clip = "/titles/t/sessions/" + SESSION + "/groups/"
                + GeneratedPackage.group(GeneratedPackage.SIZES.getFirst()).value() + "/0.m4s";
        try (RawClient client = RawClient.slow(stopped.port());
                RawClient other = new RawClient(stopped.port());
                HttpClient http = HttpClient.newHttpClient()) {
            other.send("GET /api/titles HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(other.read(true).status()).isEqualTo(200);
            client.send("GET " + clip + "?CMCD=bl%3D60000 HTTP/1.1\r\nHost: x\r\n\r\n");
            Answer head = client.readHead();
            assertThat(head.status()).isEqualTo(200);
            HttpResponse<Stream<String>> feed = http.send(
                    HttpRequest.newBuilder(URI.create(
                                    "http://127.0.0.1:" + stopped.port() + "/api/sessions/" + SESSION + "/events"))
                            .build(),
                    BodyHandlers.ofLines());
            CompletableFuture<Void> closed = CompletableFuture.runAsync(stopped::close);
            try (Stream<String> lines = feed.body()) {
                assertThat(lines.filter(line -> line.startsWith("event: "))).isNotEmpty();
            }
            other.send("GET /api/titles HTTP/1.1\r\nHost: x\r\n\r\n");
            Answer refused = other.read(true);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("retry-after")).isPresent();
            assertThat(closed).isNotDone();
            assertThat(client.readBody(head).length()).isGreaterThan(100_000);
            closed.join();
        }
    }
}
