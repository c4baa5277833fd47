package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.access.AccessLog;
import dev.starling.edge.access.AccessLogFormat;
import dev.starling.edge.client.TrustedProxies;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The access log of an edge, over real sockets. */
class AccessesTest {
    @TempDir
    private Path folder;

    @Test
    void everyRequestHasItsLine() throws Exception {
        new GeneratedPackage(1, 100_000, 1).write(folder.resolve("t"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int clipBytes;
        try (AccessLog log = AccessLog.toStream(out, AccessLogFormat.COMBINED);
                EdgeServer edge = LocalEdge.start(
                        folder,
                        EdgeSettings.DEFAULT
                                .withProxies(TrustedProxies.parse("127.0.0.1"))
                                .withOperations(Operations.NONE.withAccessLog(Optional.of(log))));
                HttpClient client = HttpClient.newHttpClient()) {
            assertThat(RawClient.once(
                                    edge.port(),
                                    String.join(
                                            "\r\n",
                                            "GET /nowhere/at/all?x=%22 HTTP/1.1",
                                            "Host: x",
                                            "X-Forwarded-For: 192.0.2.9",
                                            "User-Agent: a \"b\"",
                                            "Referer: http://c/",
                                            "Connection: close",
                                            "",
                                            ""))
                            .status())
                    .isEqualTo(404);
            clipBytes = client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port()
                                            + "/titles/t/sessions/AAAAAAAAAAAAAAAAAAAAAA/swarm/0.m4s"))
                                    .build(),
                            BodyHandlers.ofByteArray())
                    .body()
                    .length;
            while (log.counts().written() < 2) {
                Thread.onSpinWait();
            }
            assertThat(RawClient.get(edge.port(), "/metrics").body())
                    .contains("starling_access_log_written_total 2.0", "starling_access_log_lost_total 0.0");
        }
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines.getFirst())
                .startsWith("192.0.2.9 - - [")
                .contains("] \"GET /nowhere/at/all?x=%22 HTTP/1.1\" 404 ")
                .endsWith(" \"http://c/\" \"a \\\"b\\\"\"");
        assertThat(lines.get(1))
                .startsWith("127.0.0.1 - - [")
                .contains("\"GET /titles/t/sessions/AAAAAAAAAAAAAAAAAAAAAA/swarm/0.m4s HTTP/2.0\" 200 ")
                .contains("\" 200 " + clipBytes + " ");
    }

    @Test
    @Timeout(60)
    void aRequestThatTheClientBreaksOffIsNoFailureOfTheEdge() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (AccessLog log = AccessLog.toStream(out, AccessLogFormat.COMBINED);
                EdgeServer edge = LocalEdge.start(
                        folder, EdgeSettings.DEFAULT.withOperations(Operations.NONE.withAccessLog(Optional.of(log))))) {
            try (RawHttp2Client client = new RawHttp2Client(edge.port(), 65_535)) {
                client.send(RawHttp2Client.headers(1, "POST", "/api/sessions", 0));
                client.send(RawHttp2Client.data(1, 0, "{"));
                client.send(RawHttp2Client.reset(1));
                client.request(3, "/healthz");
                assertThat(client.readText(3)).isEqualTo("The edge is running.\n");
            }
            try (RawClient client = new RawClient(edge.port())) {
                client.send("POST /api/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{");
            }
            while (log.counts().written() < 3) {
                Thread.onSpinWait();
            }
            assertThat(RawClient.get(edge.port(), "/metrics").body())
                    .doesNotContain("status=\"5xx\"", "status=\"0xx\"");
        }
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        for (String protocol : new String[] {"HTTP/2.0", "HTTP/1.1"}) {
            assertThat(lines).anyMatch(line -> line.contains("\"POST /api/sessions " + protocol + "\" 499 "));
        }
    }
}
