package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starling.swarm.pack.FolderShelf;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What clients report is used within bounds, and only for the client that reported it. Over real sockets. */
class ClientDataTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger SESSIONS = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static final AtomicReference<Instant> NOW = new AtomicReference<>(Instant.EPOCH);
    private static EdgeServer edge;

    private final String session = "%022d".formatted(SESSIONS.incrementAndGet());
    private final String clip = "/titles/t/sessions/" + session + "/swarm/0.m4s";

    @BeforeAll
    static void start() throws IOException {
        new GeneratedPackage(2, 100_000, 1).write(folder.resolve("t"));
        InstantSource clock = NOW::get;
        edge = LocalEdge.start(new FolderShelf(folder), EdgeSettings.DEFAULT, clock);
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    private RawClient.Answer get(String path) throws IOException {
        return RawClient.get(edge.port(), path);
    }

    private RawClient.Answer report(String payload) throws IOException {
        return get(clip + "?CMCD=" + URLEncoder.encode(payload, StandardCharsets.UTF_8));
    }

    private JsonNode explain() throws IOException {
        return JSON.readTree(get("/api/sessions/" + session).body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bl=86400000",
                "bl=999999999999999",
                "dl=999999999999999",
                "bl=600000,pr=0.001",
                "bl=999999999999999,pr=0.001",
                "bl=999999999999999,pr=999999999999.999",
                "mtp=999999999999999",
                "br=999999999999999,d=999999999999999,rtp=999999999999999,tb=999999999999999",
                "bl=0,dl=0,mtp=0,pr=0"
            })
    void anImpossibleValueIsNeitherBelievedNorKept(String payload) throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(report(payload).status()).isEqualTo(200);
        }
        JsonNode network = explain().get("network");
        assertThat(network.path("bufferSeconds").asDouble()).isBetween(0.0, 600.0);
        assertThat(network.path("bitsPerSecond").asDouble()).isLessThanOrEqualTo(100e9);
        assertThat(get(clip).status()).isEqualTo(200);
        assertThat(report("bl=4000").status()).isEqualTo(200);
        assertThat(explain().get("network").get("bufferSeconds").asDouble()).isEqualTo(4);
    }

    @Test
    void aReportIsForgotten() throws IOException {
        report("bl=500000,mtp=800");
        report("bl=500000,mtp=800");
        assertThat(explain().get("sources").get("bufferFrom").asText()).isEqualTo("cmcd");
        assertThat(explain().get("sources").get("clientBitsPerSecond").asDouble())
                .isEqualTo(800_000);
        NOW.set(NOW.get().plusSeconds(61));
        assertThat(explain().get("sources").path("bufferFrom").asText()).isNotEqualTo("cmcd");
        assertThat(explain().get("sources").has("clientBitsPerSecond")).isFalse();
        NOW.set(NOW.get().minusSeconds(86_400));
        assertThat(explain().get("network").get("bufferSeconds").asDouble()).isBetween(0.0, 600.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cid", "nor", "com.example-x"})
    void noStringIsTooLongForTheStack(String key) throws IOException {
        for (String text : List.of("a".repeat(4000), "\\\\".repeat(2000), "a".repeat(4000) + "\\")) {
            assertThat(report(key + "=\"" + text + "\"").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"screenHeight\":1e99}",
                "{\"screenHeight\":1e999999999}",
                "{\"memoryGibibytes\":1e999999999}",
                "{\"memoryGibibytes\":\"NaN\"}",
                "{\"logicalProcessors\":99999999999999999999}"
            })
    void anImpossibleDeviceIsRefused(String device) throws IOException {
        RawClient.Answer answer = RawClient.once(
                edge.port(),
                "POST /api/sessions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " + device.length()
                        + "\r\n\r\n" + device);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().lines()).hasSize(1);
    }

    @Test
    void whoKnowsAPlayersIdDoesNotGetItsSession() throws IOException {
        String manifest = "/titles/t/server.m3u8?CMCD=sid%3D%22mine%22";
        RawClient.Answer mine = get(manifest);
        RawClient.Answer stranger = get(manifest);
        String id = mine.header("starling-session").orElseThrow();
        assertThat(stranger.header("starling-session").orElseThrow()).isNotEqualTo(id);
        assertThat(stranger.body().toLowerCase(Locale.ROOT)).doesNotContain(id);
        assertThat(get("/api/sessions/mine").status()).isEqualTo(404);
        String link = mine.body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .findFirst()
                .orElseThrow();
        assertThat(get("/titles/t/" + link).status()).isEqualTo(200);
    }

    @Test
    void oneCauseIsLoggedOnceASecond() throws IOException {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Logger logger = (Logger) LoggerFactory.getLogger(ErrorLog.class);
        logger.addAppender(lines);
        try {
            Files.delete(folder.resolve("t/audio/audio1-stereo-64/00000.bin"));
            String sound = "/titles/t/sessions/" + session + "/audio/audio1-stereo-64/0.m4s";
            for (int i = 0; i < 20; i++) {
                assertThat(get(sound).status()).isEqualTo(404);
            }
            assertThat(lines.list).hasSize(1);
            NOW.set(NOW.get().plusSeconds(1));
            get(sound);
            assertThat(lines.list).hasSize(2);
            assertThat(lines.list.getLast().getFormattedMessage())
                    .contains("audio1-stereo-64/00000.bin")
                    .contains("19 times more")
                    .doesNotContain("\n");
        } finally {
            logger.detachAppender(lines);
        }
    }
}
