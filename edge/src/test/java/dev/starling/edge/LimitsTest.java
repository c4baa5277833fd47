package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.RawClient.Answer;
import dev.starling.swarm.pack.FolderShelf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What exceeds a limit is refused, and the others are served. Over raw sockets. */
class LimitsTest {
    private static final EdgeLimits TIGHT = new EdgeLimits(
            new EdgeLimits.Connections(100, 4, 2), new EdgeLimits.Requests(3, 6, Duration.ofMillis(500)), 5);
    private static final String TITLES = "GET /api/titles HTTP/1.1\r\nHost: x\r\n\r\n";

    @TempDir
    private Path folder;

    private EdgeServer start(EdgeLimits limits) throws IOException {
        new GeneratedPackage(1, 8_000_000, 1).write(folder.resolve("t"));
        return EdgeServer.start(
                new FolderShelf(folder),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                EdgeSettings.DEFAULT.withLimits(limits),
                () -> Instant.EPOCH,
                new SplittableRandom(1));
    }

    @Test
    void anAddressHasItsNumberOfConnections() throws Exception {
        try (EdgeServer edge = start(TIGHT)) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(new RawClient(edge.port()));
                clients.getLast().send(TITLES);
                assertThat(clients.getLast().read(true).status()).isEqualTo(200);
            }
            try (RawClient refused = new RawClient(edge.port())) {
                refused.send(TITLES);
                Answer answer = refused.read(true);
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("retry-after")).contains("1");
                assertThat(answer.body()).endsWith("already.");
                assertThat(refused.isClosedByServer()).isTrue();
            }
            clients.getFirst().send(TITLES);
            assertThat(clients.getFirst().read(true).status()).isEqualTo(200);
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/ti",
                "GET /api/titles HTTP/1.1\r\nHost: x\r\nX: ",
                "POST /api/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
                "POST /api/sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{"
            })
    void aSlowRequestIsClosed(String part) throws Exception {
        try (EdgeServer edge = start(TIGHT);
                RawClient client = new RawClient(edge.port())) {
            client.send(TITLES);
            assertThat(client.read(true).status()).isEqualTo(200);
            client.send(part);
            assertThat(client.drain()).doesNotContain("200 OK");
        }
    }

    @Test
    void manyPipelinedRequestsAreAnsweredInTheirTurn() throws Exception {
        try (EdgeServer edge = start(EdgeLimits.DEFAULT);
                RawClient client = new RawClient(edge.port())) {
            int requests = 5_000;
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    client.send(TITLES.repeat(requests));
                } catch (IOException closed) {
                    throw new UncheckedIOException(closed);
                }
            });
            for (int i = 0; i < requests; i++) {
                assertThat(client.read(true).status()).isIn(200, 503);
            }
            sender.join();
            assertThat(RawClient.get(edge.port(), "/api/titles").status()).isEqualTo(200);
        }
    }

    @Test
    void requestsAboveTheLimitsGet503() throws Exception {
        try (EdgeServer edge = start(TIGHT);
                RawClient client = RawClient.slow(edge.port())) {
            String clip = "GET /titles/t/sessions/AAAAAAAAAAAAAAAAAAAAAA/swarm/0.m4s HTTP/1.1\r\nHost: x\r\n\r\n";
            client.send(clip + TITLES.repeat(4));
            assertThat(client.read(true).status()).isEqualTo(200);
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Answer answer = client.read(true);
                statuses.add(answer.status());
                assertThat(answer.header("retry-after").isPresent()).isEqualTo(answer.status() == 503);
            }
            assertThat(statuses).contains(503).containsOnly(200, 503);
            client.send(TITLES);
            assertThat(client.read(true).status()).isEqualTo(200);
        }
    }

    @Test
    void sessionsStartAtTheirRate() throws Exception {
        try (EdgeServer edge = start(TIGHT);
                RawClient client = new RawClient(edge.port())) {
            String manifest = "GET /titles/t/server.m3u8 HTTP/1.1\r\nHost: x\r\n\r\n";
            for (int i = 0; i < 5; i++) {
                client.send(manifest);
                assertThat(client.read(true).status()).isEqualTo(200);
            }
            client.send(manifest);
            Answer refused = client.read(true);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("retry-after")).contains("1");
            client.send(TITLES);
            assertThat(client.read(true).status()).isEqualTo(200);
        }
    }
}
