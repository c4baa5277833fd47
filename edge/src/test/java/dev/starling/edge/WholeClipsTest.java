package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starling.edge.RawClient.Answer;
import dev.starling.edge.delivery.Fragments;
import dev.starling.edge.limits.EdgeLimit;
import dev.starling.edge.limits.EdgeLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clips of sessions in one piece, over raw sockets. Only they have a length. */
class WholeClipsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger SESSIONS = new AtomicInteger();
    private static final int TRIES = 1000;
    private static final String ROUTE = "route=\"/titles/{title}/sessions/{session}/swarm/{clip}.m4s\"";
    private static final String BYTES = "starling_response_bytes_total{" + ROUTE + "}";

    @TempDir
    private static Path folder;

    private static EdgeServer edge;

    private final String session = "%022d".formatted(SESSIONS.incrementAndGet());

    @BeforeAll
    static void start() throws IOException {
        new GeneratedPackage(2, 100_000, 1).write(folder.resolve("t"));
        edge = start(EdgeLimits.DEFAULT);
    }

    private static EdgeServer start(EdgeLimits limits) throws IOException {
        return LocalEdge.start(folder, EdgeSettings.DEFAULT.withLimits(limits));
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    private String clip(int index) {
        return "/titles/t/sessions/" + session + "/swarm/" + index + ".m4s?CMCD=mtp%3D100000";
    }

    private static String get(String path, String headers) {
        return "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n";
    }

    private Answer clip(RawClient client, int index) throws IOException {
        client.send(get(clip(index), ""));
        Answer answer = client.read(true);
        assertThat(answer.status()).isEqualTo(200);
        return answer;
    }

    private static boolean isWhole(Answer answer) {
        return answer.header("content-length").isPresent();
    }

    /** Requests the first clip until the path is known, and returns how often. */
    private int measurePath(RawClient client) throws IOException {
        return requestUntilWhole(client, 0);
    }

    /** A busy machine may take a path for slow until the next measurement. */
    private int requestUntilWhole(RawClient client, int clip) throws IOException {
        int requests = 1;
        while (!isWhole(clip(client, clip))) {
            requests++;
            assertThat(requests).as("requests for clip %d", clip).isLessThan(TRIES);
        }
        return requests;
    }

    private static List<JsonNode> clips(JsonNode explained) {
        return StreamSupport.stream(explained.get("clips").spliterator(), false).toList();
    }

    private static byte[] bytes(Answer answer) {
        return answer.body().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<Fragments.Sample> samples(Answer answer) {
        return Fragments.read(bytes(answer)).samples();
    }

    /** The lines of a head that do not tell of the moment or of the coding. */
    private static List<String> lines(Answer answer) {
        return answer.head()
                .lines()
                .filter(it -> !it.startsWith("date: ")
                        && !it.startsWith("cmsd-dynamic: ")
                        && !it.startsWith("content-length: ")
                        && !it.startsWith("transfer-encoding: "))
                .sorted()
                .toList();
    }

    @Test
    void onAFastPathAClipComesInOnePieceWithTheBytesOfTheService() throws IOException {
        try (RawClient client = new RawClient(edge.port())) {
            measurePath(client);
            Answer whole = clip(client, 0);
            assertThat(isWhole(whole)).isTrue();
            client.send(get(clip(0), "If-None-Match: \"another\"\r\n"));
            Answer streamed = client.read(true);
            assertThat(isWhole(streamed)).isFalse();
            assertThat(Fragments.read(bytes(whole)).samples()).hasSize(GeneratedPackage.FRAMES);
            assertThat(bytes(whole)).isEqualTo(bytes(streamed));
            assertThat(lines(whole)).isEqualTo(lines(streamed));
            assertThat(whole.header("cmsd-dynamic").orElseThrow()).startsWith("\"starling\";etp=");
        }
    }

    @Test
    void everyRequestIsRecordedAndReportedOnce() throws IOException {
        try (RawClient client = new RawClient(edge.port())) {
            int requests = measurePath(client);
            // Its files are not open: it is recorded on the event loop, and the service answers it.
            assertThat(isWhole(clip(client, 1))).isFalse();
            requests += 1 + requestUntilWhole(client, 1);
            client.send(get("/api/sessions/" + session, ""));
            JsonNode explained = JSON.readTree(client.read(true).body());
            assertThat(explained.get("cmcd").get("accepted").asInt()).isEqualTo(requests);
            List<JsonNode> clips = clips(explained);
            assertThat(clips.getLast().get("request").asInt()).isEqualTo(requests);
            assertThat(clips).extracting(it -> it.get("request").asInt()).doesNotHaveDuplicates();
            assertThat(clips.getLast().get("state").asText()).isEqualTo("sent");
            assertThat(clips.getLast().get("actual")).isEqualTo(clips.getLast().get("predicted"));
        }
    }

    @Test
    void whatItDeliversIsCounted() throws IOException {
        EdgeServer own = start(EdgeLimits.DEFAULT);
        try (own;
                RawClient client = new RawClient(own.port())) {
            int requests = measurePath(client);
            Samples before = counted(own, requests);
            Answer whole = clip(client, 0);
            assertThat(isWhole(whole)).isTrue();
            assertThat(counted(own, requests + 1).value(BYTES))
                    .isEqualTo(before.value(BYTES) + whole.body().length());
        }
    }

    /** The samples when so many clips were counted. */
    private static Samples counted(EdgeServer edge, double clips) throws IOException {
        List<String> counters = List.of(
                "starling_requests_total{" + ROUTE + ",status=\"2xx\"}",
                "starling_request_seconds_count{" + ROUTE + "}",
                "starling_clips_sent_total");
        Samples samples = Samples.await(edge, it -> counters.stream().allMatch(name -> it.value(name) >= clips));
        assertThat(counters).allSatisfy(name -> assertThat(samples.value(name)).isEqualTo(clips));
        return samples;
    }

    @Test
    void whatElseAClipNeedsGoesToTheService() throws IOException {
        try (RawClient client = new RawClient(edge.port())) {
            measurePath(client);
            client.send(get(clip(0).replace("?", "?delivery=redirect&"), ""));
            assertThat(client.read(true).status()).isEqualTo(307);
            client.send(get(clip(0), ""));
            assertThat(client.read(true).status()).as("from now on").isEqualTo(307);
            client.send(get(clip(2), ""));
            assertThat(client.read(true).status()).isEqualTo(404);
            client.send("HEAD" + get(clip(0), "").substring(3));
            assertThat(client.read(false).status()).isEqualTo(307);
        }
    }

    @Test
    void aClipCountsAsARequestInFlight() throws IOException {
        EdgeServer limited = start(EdgeLimits.DEFAULT.with(EdgeLimit.REQUESTS_PER_CONNECTION, 1));
        try (limited;
                RawClient client = new RawClient(limited.port())) {
            measurePath(client);
            int whole = 0;
            for (int i = 0; i < 20; i++) {
                whole += isWhole(clip(client, 0)) ? 1 : 0;
            }
            assertThat(whole).isPositive();
        }
    }

    @Test
    void pipelinedClipsComeInTheirOrder() throws IOException {
        try (RawClient client = new RawClient(edge.port())) {
            measurePath(client);
            clip(client, 1);
            Answer first = clip(client, 0);
            Answer second = clip(client, 1);
            assertThat(first.body()).isNotEqualTo(second.body());
            client.send(get(clip(0), "") + get("/api/titles", "") + get(clip(1), "") + get(clip(0), ""));
            // Each may come in several chunks.
            assertThat(samples(client.read(true))).isEqualTo(samples(first));
            assertThat(client.read(true).body()).startsWith("[{");
            assertThat(samples(client.read(true))).isEqualTo(samples(second));
            assertThat(samples(client.read(true))).isEqualTo(samples(first));
        }
    }
}
