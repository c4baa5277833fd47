package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.delivery.Fragments;
import dev.starling.edge.limits.EdgeLimit;
import dev.starling.edge.limits.EdgeLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One client floods an edge that has a heap of 512 MiB, while viewers at other addresses play: they lack nothing, and
 * the edge holds little more than without. How much later their clips come, the benchmark {@code HostileNeighbours}
 * measures.
 */
@Timeout(120)
class HostileNeighboursTest {
    private static final int PIPELINED = 97_000;
    private static final int STREAMS = 100_000;
    private static final int PER_SECOND = EdgeLimits.DEFAULT.of(EdgeLimit.REQUESTS_PER_SECOND_PER_CONNECTION);
    private static final int VIEWERS = 6;
    private static final int CLIPS = 3;
    private static final int ROUNDS = 3;
    private static final String ATTACKER = "127.0.0.2";
    private static final String TARGET = "/api/titles";
    private static final String REQUESTS = "starling_requests_total{route=\"" + TARGET + "\"";
    private static final String IN_FLIGHT = "starling_requests_in_flight";

    @TempDir
    private static Path folder;

    private static EdgeProcess edge;

    @BeforeAll
    static void start() throws IOException {
        new GeneratedPackage(CLIPS, 2_000_000, 1).write(folder.resolve("t"));
        edge = EdgeProcess.start(folder, 0, "-Xmx512m", "-XX:+ExitOnOutOfMemoryError");
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    /** Work that ends when the attacker hangs up. */
    private interface Flood {
        void run() throws IOException;
    }

    private static void flood(Flood flood) {
        Thread.ofVirtual().start(() -> {
            try {
                flood.run();
            } catch (IOException over) {
                // The attacker has hung up.
            }
        });
    }

    @Test
    void viewersLackNothingBesidePipelinedRequests() throws Exception {
        Held before = quiet();
        Attack attack = Attack.begin();
        try (RawClient attacker = RawClient.from(ATTACKER, edge.port())) {
            String request = "GET " + TARGET + " HTTP/1.1\r\nHost: x\r\n\r\n";
            flood(() -> attacker.send(request.repeat(PIPELINED)));
            for (int i = 0; i < PER_SECOND; i++) {
                assertThat(attacker.read(true).status()).isEqualTo(200);
            }
            flood(attacker::drain);
            assertViewersLackNothing(before);
            attack.assertIsLimited();
        }
        awaitHoldingNothing();
    }

    @Test
    void viewersLackNothingBesideStreamsWithoutAWindow() throws Exception {
        Held before = quiet();
        Attack attack = Attack.begin();
        try (RawHttp2Client attacker = RawHttp2Client.from(ATTACKER, edge.port(), 0)) {
            // The settings of the edge are acknowledged before others write.
            attacker.request(1, TARGET);
            assertThat(attacker.read().type()).isEqualTo(RawHttp2Client.HEADERS);
            ByteArrayOutputStream streams = new ByteArrayOutputStream();
            for (int i = 1; i <= STREAMS; i++) {
                streams.writeBytes(RawHttp2Client.headers(2 * i + 1, "GET", TARGET, RawHttp2Client.END_STREAM));
            }
            flood(() -> attacker.send(streams.toByteArray()));
            for (int i = 1; i < EdgeLimits.DEFAULT.of(EdgeLimit.REQUESTS_PER_CONNECTION) / 2; i++) {
                assertThat(attacker.read().type()).isEqualTo(RawHttp2Client.HEADERS);
            }
            flood(attacker::readToEnd);
            assertViewersLackNothing(before);
            attack.assertIsLimited();
        }
        awaitHoldingNothing();
    }

    /**
     * Requests of the attacker.
     *
     * @param answered those of this kind that had an answer before
     * @param startNanos when it began
     */
    private record Attack(double answered, long startNanos) {
        static Attack begin() throws IOException {
            return new Attack(Samples.of(edge.port()).sum(REQUESTS), System.nanoTime());
        }

        /** The rate holds however slow the machine is: more time allows more answers. */
        void assertIsLimited() throws IOException {
            double now = Samples.of(edge.port()).sum(REQUESTS);
            double seconds = (System.nanoTime() - startNanos) / 1e9;
            assertThat(now - answered).as("answers in %.1f s", seconds).isLessThan(PER_SECOND * (seconds + 2));
        }
    }

    /** What the edge holds when viewers have played and nothing else has happened. */
    private static Held quiet() throws Exception {
        watch();
        awaitHoldingNothing();
        return edge.held();
    }

    private static void assertViewersLackNothing(Held before) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            watch();
            assertThat(edge.held().bytes()).as("bytes held").isLessThan(2 * before.bytes());
            assertThat(Samples.of(edge.port()).value(IN_FLIGHT))
                    .isLessThanOrEqualTo(EdgeLimits.DEFAULT.of(EdgeLimit.STREAMS_PER_CONNECTION) + VIEWERS + 1.0);
        }
    }

    private static void awaitHoldingNothing() throws IOException {
        Samples.await(edge.port(), it -> it.value(IN_FLIGHT) <= 1 && it.value("starling_waiting_bytes") == 0);
    }

    /** All viewers play the title, at the same time. */
    private static void watch() throws InterruptedException, ExecutionException {
        try (ExecutorService viewers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> watched = new ArrayList<>();
            for (int i = 0; i < VIEWERS; i++) {
                int viewer = i;
                watched.add(viewers.submit(() -> {
                    watch(viewer);
                    return null;
                }));
            }
            for (Future<?> each : watched) {
                each.get();
            }
        }
    }

    private static void watch(int viewer) throws IOException {
        try (RawClient client = RawClient.from("127.0.1." + (viewer + 1), edge.port())) {
            for (int clip = 0; clip < CLIPS; clip++) {
                client.send("GET /titles/t/sessions/%022d/swarm/%d.m4s HTTP/1.1\r\nHost: x\r\n\r\n"
                        .formatted(viewer, clip));
                RawClient.Answer answer = client.read(true);
                assertThat(answer.status()).isEqualTo(200);
                byte[] segment = answer.body().getBytes(StandardCharsets.ISO_8859_1);
                assertThat(Fragments.read(segment).samples()).hasSize(GeneratedPackage.FRAMES);
            }
        }
    }
}
