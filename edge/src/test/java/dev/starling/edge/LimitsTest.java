package dev.starling.edge;

import static dev.starling.edge.limits.EdgeLimit.CONNECTIONS_PER_ADDRESS;
import static dev.starling.edge.limits.EdgeLimit.MEBIBYTES_WAITING_PER_ADDRESS;
import static dev.starling.edge.limits.EdgeLimit.REQUESTS_PER_ADDRESS;
import static dev.starling.edge.limits.EdgeLimit.REQUESTS_PER_CONNECTION;
import static dev.starling.edge.limits.EdgeLimit.REQUESTS_PER_SECOND_PER_ADDRESS;
import static dev.starling.edge.limits.EdgeLimit.REQUESTS_PER_SECOND_PER_CONNECTION;
import static dev.starling.edge.limits.EdgeLimit.SECONDS_TO_SEND_A_REQUEST;
import static dev.starling.edge.limits.EdgeLimit.SECONDS_TO_TAKE_A_RESPONSE;
import static dev.starling.edge.limits.EdgeLimit.SESSIONS_PER_SECOND;
import static dev.starling.edge.limits.EdgeLimit.SESSIONS_PER_SECOND_PER_ADDRESS;
import static dev.starling.edge.limits.EdgeLimit.STREAMS_PER_CONNECTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.starling.edge.RawClient.Answer;
import dev.starling.edge.limits.EdgeLimits;
import dev.starling.swarm.pack.FolderShelf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What exceeds a limit is refused, and the others are served. Over raw sockets. */
class LimitsTest {
    private static final String TITLES = "GET /api/titles HTTP/1.1\r\nHost: x\r\n\r\n";

    private static final List<EdgeServer> EDGES = new ArrayList<>();

    @TempDir
    private static Path folder;

    @BeforeAll
    static void write() throws IOException {
        new GeneratedPackage(1, 8_000_000, 1).write(folder.resolve("t"));
    }

    /** Starts an edge, which is closed after all tests: closing takes seconds. */
    private static EdgeServer start(EdgeLimits limits) throws IOException {
        EdgeServer edge =
                LocalEdge.start(new FolderShelf(folder), EdgeSettings.DEFAULT.withLimits(limits), () -> Instant.EPOCH);
        EDGES.add(edge);
        return edge;
    }

    @AfterAll
    static void stop() {
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            EDGES.forEach(edge -> each.execute(edge::close));
        }
    }

    /** Reads the status of an answer until it is the expected one; others may still be in flight. */
    private static void awaitStatus(int port, int status) throws IOException {
        Answer answer = RawClient.get(port, "/api/titles");
        while (answer.status() != status) {
            answer = RawClient.get(port, "/api/titles");
        }
        assertThat(answer.header("retry-after").isPresent()).isEqualTo(status == 503);
    }

    private static String newSession(int port) throws IOException {
        Answer answer = RawClient.once(
                port, "POST /api/sessions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}");
        return answer.body().replaceAll(".*:\"(.*)\".*\\s*", "$1");
    }

    /** One that sends on would fill the memory if what it sends were kept. */
    @Test
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
    void whatARefusedConnectionSendsIsDropped() throws Exception {
        EdgeServer edge = start(EdgeLimits.DEFAULT.with(CONNECTIONS_PER_ADDRESS, 1));
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        logger.addAppender(lines);
        try (RawClient admitted = new RawClient(edge.port())) {
            lines.start();
            admitted.send(TITLES);
            assertThat(admitted.read(true).status()).isEqualTo(200);
            String requests = TITLES.repeat(100);
            try (RawClient refused = new RawClient(edge.port())) {
                assertThat(refused.read(true).status()).isEqualTo(503);
                assertThatThrownBy(() -> {
                            while (true) {
                                refused.send(requests);
                            }
                        })
                        .isInstanceOf(SocketException.class);
            }
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(lines.list)
                .as("no handler has failed")
                .noneMatch(it -> it.getLevel().isGreaterOrEqual(Level.WARN));
    }

    @Test
    void anAddressHasItsNumberOfConnections() throws Exception {
        EdgeServer edge = start(EdgeLimits.DEFAULT.with(CONNECTIONS_PER_ADDRESS, 4));
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
        clients.add(RawClient.from("127.0.0.2", edge.port()));
        for (RawClient client : List.of(clients.getFirst(), clients.getLast())) {
            client.send(TITLES);
            assertThat(client.read(true).status()).isEqualTo(200);
        }
        for (RawClient client : clients) {
            client.close();
        }
    }

    /** All at the same time, since each takes a second. */
    @Test
    void slowRequestsAreClosed() throws Exception {
        EdgeServer edge = start(EdgeLimits.DEFAULT.with(SECONDS_TO_SEND_A_REQUEST, 1));
        Map<String, RawClient> clients = new LinkedHashMap<>();
        for (String part : List.of(
                "GET /api/ti",
                "GET /api/titles HTTP/1.1\r\nHost: x\r\nX: ",
                "POST /api/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
                "POST /api/sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{")) {
            RawClient client = new RawClient(edge.port());
            client.send(TITLES);
            assertThat(client.read(true).status()).isEqualTo(200);
            client.send(part);
            clients.put(part, client);
        }
        for (Map.Entry<String, RawClient> client : clients.entrySet()) {
            assertThat(client.getValue().drain()).as(client.getKey()).doesNotContain("200 OK");
            client.getValue().close();
        }
    }

    @Test
    void aSlowBodyOfHttp2EndsItsStream() throws Exception {
        EdgeServer edge = start(EdgeLimits.DEFAULT.with(SECONDS_TO_SEND_A_REQUEST, 1));
        try (RawHttp2Client client = new RawHttp2Client(edge.port(), 65_535)) {
            client.send(RawHttp2Client.headers(1, "POST", "/api/sessions", 0));
            client.readText(1);
            awaitHoldingNothing(edge);
        }
    }

    @Test
    void manyPipelinedRequestsAreAnsweredInTheirTurn() throws Exception {
        EdgeServer edge = start(EdgeLimits.DEFAULT
                .with(REQUESTS_PER_SECOND_PER_CONNECTION, 1_000_000)
                .with(REQUESTS_PER_SECOND_PER_ADDRESS, 1_000_000));
        try (RawClient client = new RawClient(edge.port())) {
            int requests = 2_000;
            Thread sender = sender(client, requests);
            for (int i = 0; i < requests; i++) {
                assertThat(client.read(true).status()).isEqualTo(200);
            }
            sender.join();
            assertThat(RawClient.get(edge.port(), "/api/titles").status()).isEqualTo(200);
        }
    }

    private static Thread sender(RawClient client, int requests) {
        return Thread.ofVirtual().start(() -> {
            try {
                client.send(TITLES.repeat(requests));
            } catch (IOException closed) {
                throw new UncheckedIOException(closed);
            }
        });
    }

    @Test
    void pipelinedRequestsAboveTheRateWaitUnread() throws Exception {
        EdgeServer edge = start(EdgeLimits.DEFAULT.with(REQUESTS_PER_SECOND_PER_CONNECTION, 50));
        try (RawClient client = new RawClient(edge.port())) {
            Thread sender = sender(client, 5_000);
            for (int i = 0; i < 51; i++) {
                assertThat(client.read(true).status()).isEqualTo(200);
            }
            assertThat(Samples.of(edge).sum("starling_requests_total{route=\"/api/titles\""))
                    .isLessThan(5_000);
            client.hangUp();
            sender.join();
        }
    }

    @Test
    void requestsAboveTheRateOfAnAddressWaitUnread() throws Exception {
        EdgeServer edge = start(EdgeLimits.DEFAULT.with(REQUESTS_PER_SECOND_PER_ADDRESS, 50));
        try (RawClient client = new RawClient(edge.port());
                RawClient elsewhere = RawClient.from("127.0.0.2", edge.port())) {
            Thread sender = sender(client, 5_000);
            for (int i = 0; i < 51; i++) {
                assertThat(client.read(true).status()).isEqualTo(200);
            }
            elsewhere.send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(Samples.of(elsewhere.read(true)).sum("starling_requests_total{route=\"/api/titles\""))
                    .isLessThan(5_000);
            client.hangUp();
            sender.join();
        }
    }

    @Test
    void requestsAboveTheLimitOfAConnectionGet503() throws Exception {
        EdgeServer edge = start(EdgeLimits.DEFAULT.with(REQUESTS_PER_CONNECTION, 3));
        try (RawHttp2Client client = new RawHttp2Client(edge.port(), 65_535)) {
            String events = "/api/sessions/" + newSession(edge.port()) + "/events";
            for (int stream = 1; stream <= 5; stream += 2) {
                client.request(stream, events);
                assertThat(client.read().type()).isEqualTo(RawHttp2Client.HEADERS);
                assertThat(client.read().type()).isEqualTo(RawHttp2Client.DATA);
            }
            client.request(7, "/api/titles");
            assertThat(client.readText(7)).startsWith("Too many requests are in flight.");
            client.send(RawHttp2Client.reset(1));
            client.request(9, "/api/titles");
            assertThat(client.readText(9)).startsWith("[");
        }
    }

    @Test
    void requestsAboveTheLimitOfAnAddressGet503() throws Exception {
        EdgeServer edge = start(EdgeLimits.DEFAULT.with(REQUESTS_PER_ADDRESS, 2));
        try (RawClient first = new RawClient(edge.port());
                RawClient second = new RawClient(edge.port());
                RawClient elsewhere = RawClient.from("127.0.0.2", edge.port())) {
            String events = "GET /api/sessions/" + newSession(edge.port()) + "/events HTTP/1.1\r\nHost: x\r\n\r\n";
            first.send(events);
            assertThat(first.readHead().status()).isEqualTo(200);
            second.send(events);
            assertThat(second.readHead().status()).isEqualTo(200);
            awaitStatus(edge.port(), 503);
            elsewhere.send(TITLES);
            assertThat(elsewhere.read(true).status()).isEqualTo(200);
            first.hangUp();
            awaitStatus(edge.port(), 200);
        }
    }

    @Test
    void streamsWithoutAWindowEndAndHoldNothing() throws Exception {
        EdgeLimits limits = EdgeLimits.DEFAULT
                .with(STREAMS_PER_CONNECTION, 10)
                .with(REQUESTS_PER_SECOND_PER_CONNECTION, 1_000_000)
                .with(REQUESTS_PER_SECOND_PER_ADDRESS, 1_000_000)
                .with(SECONDS_TO_TAKE_A_RESPONSE, 3);
        EdgeServer edge = start(limits);
        try (RawHttp2Client client = new RawHttp2Client(edge.port(), 0)) {
            String session = newSession(edge.port());
            List<String> paths = List.of(
                    "/api/sessions/" + session + "/events",
                    "/titles/t/server.m3u8",
                    "/titles/t/sessions/" + session + "/swarm/0.m4s",
                    "/api/titles");
            for (int i = 0; i < 150; i++) {
                client.request(2 * i + 1, paths.get(i % paths.size()));
            }
            assertThat(RawClient.get(edge.port(), "/api/titles").status()).isEqualTo(200);
            client.readToEnd();
            awaitHoldingNothing(edge);
        }
    }

    /** Requests end after their connection, and so does what waits of them. */
    private static void awaitHoldingNothing(EdgeServer edge) throws IOException {
        Samples.await(
                edge, it -> it.value("starling_requests_in_flight") <= 1 && it.value("starling_waiting_bytes") == 0);
    }

    @Test
    void responsesThatAreNotTakenAreGivenUp() throws Exception {
        EdgeServer edge = start(EdgeLimits.DEFAULT.with(SECONDS_TO_TAKE_A_RESPONSE, 1));
        try (RawHttp2Client manifest = new RawHttp2Client(edge.port(), 0);
                RawHttp2Client clip = new RawHttp2Client(edge.port(), 0);
                RawHttp2Client titles = new RawHttp2Client(edge.port(), 0)) {
            manifest.request(1, "/titles/t/server.m3u8");
            clip.request(1, "/titles/t/sessions/AAAAAAAAAAAAAAAAAAAAAA/swarm/0.m4s");
            titles.request(1, "/api/titles");
            manifest.readToEnd();
            clip.readToEnd();
            titles.readToEnd();
            awaitHoldingNothing(edge);
        }
    }

    @Test
    void pipelinedResponsesThatAreNotTakenAreGivenUp() throws Exception {
        EdgeServer edge = start(EdgeLimits.DEFAULT
                .with(SECONDS_TO_TAKE_A_RESPONSE, 3)
                .with(REQUESTS_PER_SECOND_PER_CONNECTION, 1_000_000)
                .with(REQUESTS_PER_SECOND_PER_ADDRESS, 1_000_000));
        try (RawClient client = RawClient.slow(edge.port())) {
            String clip = "GET /titles/t/sessions/AAAAAAAAAAAAAAAAAAAAAA/swarm/0.m4s HTTP/1.1\r\nHost: x\r\n\r\n";
            client.send(clip + TITLES.repeat(500));
            Samples.await(edge, it -> it.value("starling_requests_in_flight") > 1);
            awaitHoldingNothing(edge);
        }
    }

    @Test
    void aFeedThatIsNotReadIsGivenUp() throws Exception {
        EdgeServer edge = start(EdgeLimits.DEFAULT.with(SECONDS_TO_TAKE_A_RESPONSE, 1));
        try (RawHttp2Client client = new RawHttp2Client(edge.port(), 0)) {
            String session = newSession(edge.port());
            client.request(1, "/api/sessions/" + session + "/events");
            client.read();
            // The first event waits in the stream, and the next one for it.
            RawClient.get(edge.port(), "/titles/t/sessions/" + session + "/swarm/0.m4s");
            client.readText(1);
            awaitHoldingNothing(edge);
        }
    }

    @Test
    void streamsAboveTheLimitAreRefused() throws Exception {
        int accepted = 10;
        EdgeServer edge = start(EdgeLimits.DEFAULT.with(STREAMS_PER_CONNECTION, accepted));
        try (RawHttp2Client client = new RawHttp2Client(edge.port(), 0)) {
            for (int i = 0; i < 60; i++) {
                client.request(2 * i + 1, "/titles/t/server.m3u8");
            }
            client.readResets(60 - accepted);
            assertThat(RawClient.get(edge.port(), "/api/titles").status()).isEqualTo(200);
            assertThat(Samples.of(edge).value("starling_requests_in_flight")).isLessThanOrEqualTo(accepted + 2.0);
        }
        awaitHoldingNothing(edge);
    }

    /** Pings, behind which a request waits: nothing but their number holds it. */
    @Test
    void framesOfHttp2AboveTheRateWaitUnread() throws Exception {
        EdgeServer edge = start(EdgeLimits.DEFAULT.with(REQUESTS_PER_SECOND_PER_CONNECTION, 50));
        try (RawHttp2Client client = new RawHttp2Client(edge.port(), 65_535)) {
            client.send(RawHttp2Client.pings(1_500));
            client.request(1, "/api/titles");
            for (int answered = 0; answered < 51; ) {
                answered += client.read().type() == RawHttp2Client.PING ? 1 : 0;
            }
            // Each takes longer than to answer all pings.
            for (int i = 0; i < 20; i++) {
                assertThat(RawClient.get(edge.port(), "/").status()).isEqualTo(200);
            }
            assertThat(Samples.of(edge).sum("starling_requests_total{route=\"/api/titles\""))
                    .isZero();
        }
    }

    /** A client that sends on and takes no answers would fill the memory with them. */
    @Test
    void framesWhoseAnswersAreNotTakenAreNotRead() throws Exception {
        EdgeServer edge = start(EdgeLimits.DEFAULT
                .with(REQUESTS_PER_SECOND_PER_CONNECTION, 1_000_000)
                .with(REQUESTS_PER_SECOND_PER_ADDRESS, 1_000_000)
                .with(SECONDS_TO_TAKE_A_RESPONSE, 1));
        byte[] pings = RawHttp2Client.pings(10_000);
        try (RawHttp2Client client = RawHttp2Client.slow(edge.port())) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1_000; i++) {
                            client.send(pings);
                        }
                    })
                    .isInstanceOf(SocketException.class);
        }
        assertThat(RawClient.get(edge.port(), "/healthz").status()).isEqualTo(200);
    }

    /** Parts of the preface, of the settings, of the frame's header, and the whole frame. */
    @Test
    void slowHeadsOfHttp2AreClosed() throws Exception {
        EdgeServer edge = start(EdgeLimits.DEFAULT.with(SECONDS_TO_SEND_A_REQUEST, 1));
        byte[] head = RawHttp2Client.withoutEndOfHeaders(1, "/api/titles");
        List<RawHttp2Client> clients = new ArrayList<>();
        for (int bytes : new int[] {3, 20, 44, head.length}) {
            clients.add(new RawHttp2Client(edge.port(), Arrays.copyOf(head, bytes)));
        }
        for (RawHttp2Client client : clients) {
            client.readToEnd();
            client.close();
        }
    }

    @Test
    void requestsThatAreCancelledAtOnceHoldNothing() throws Exception {
        EdgeServer edge = start(EdgeLimits.DEFAULT);
        try (RawHttp2Client client = new RawHttp2Client(edge.port(), 0)) {
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            for (int stream = 1; stream < 4_000; stream += 2) {
                frames.writeBytes(
                        RawHttp2Client.headers(stream, "GET", "/titles/t/server.m3u8", RawHttp2Client.END_STREAM));
                frames.writeBytes(RawHttp2Client.reset(stream));
            }
            client.send(frames.toByteArray());
            client.readGoAway();
            client.hangUp();
            awaitHoldingNothing(edge);
        }
    }

    @Test
    void anAddressWithManyBytesThatWaitGets503() throws Exception {
        EdgeLimits limits =
                EdgeLimits.DEFAULT.with(MEBIBYTES_WAITING_PER_ADDRESS, 1).with(SECONDS_TO_TAKE_A_RESPONSE, 2);
        EdgeServer edge = start(limits);
        try (RawHttp2Client client = new RawHttp2Client(edge.port(), 0);
                RawClient elsewhere = RawClient.from("127.0.0.2", edge.port())) {
            Matcher script = Pattern.compile("/?(assets/[^\"]+\\.js)")
                    .matcher(RawClient.get(edge.port(), "/").body());
            assertThat(script.find()).isTrue();
            String large = "/" + script.group(1);
            int streams = (1 << 20) / RawClient.get(edge.port(), large).body().length() + 1;
            for (int i = 0; i < streams; i++) {
                client.request(2 * i + 1, large);
            }
            awaitStatus(edge.port(), 503);
            elsewhere.send(TITLES);
            assertThat(elsewhere.read(true).status()).isEqualTo(200);
            client.readToEnd();
            awaitStatus(edge.port(), 200);
        }
    }

    @Test
    void sessionsStartAtTheirRate() throws Exception {
        EdgeLimits limits =
                EdgeLimits.DEFAULT.with(SESSIONS_PER_SECOND_PER_ADDRESS, 5).with(SESSIONS_PER_SECOND, 7);
        EdgeServer edge = start(limits);
        try (RawClient client = new RawClient(edge.port());
                RawClient elsewhere = RawClient.from("127.0.0.2", edge.port())) {
            String manifest = "GET /titles/t/server.m3u8 HTTP/1.1\r\nHost: x\r\n\r\n";
            assertStarts(client, manifest, 5);
            assertStarts(elsewhere, manifest, 2);
            client.send(TITLES);
            assertThat(client.read(true).status()).isEqualTo(200);
        }
    }

    private static void assertStarts(RawClient client, String manifest, int sessions) throws IOException {
        for (int i = 0; i < sessions; i++) {
            client.send(manifest);
            assertThat(client.read(true).status()).isEqualTo(200);
        }
        client.send(manifest);
        Answer refused = client.read(true);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("retry-after")).contains("1");
    }
}
