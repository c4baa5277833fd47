package dev.starling.app.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starling.app.title.Demo;
import dev.starling.edge.EdgeServer;
import dev.starling.edge.EdgeSettings;
import dev.starling.swarm.pack.FolderShelf;
import dev.starling.telemetry.TelemetryReader;
import dev.starling.telemetry.TelemetryWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * hls.js, dash.js and Shaka, as they are in npm, open sessions by starling.js, play the demo's title, and report CMCD
 * version 2 with their requests and as events. Everything that they sent is read, and recorded.
 */
class PlayerEventsInChromiumTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> PLAYERS = List.of("hls.js", "dash.js", "shaka");

    @TempDir
    private Path folder;

    @Test
    void stockPlayersReportWhatTheirViewersExperience() throws IOException, InterruptedException {
        Chromium chromium = Chromium.required();
        Demo demo = Demo.in(Path.of(System.getProperty("starling.root"), "app", "target", "browser-demo"));
        demo.make(
                List.of(Demo.Content.SWARM),
                Runtime.getRuntime().availableProcessors(),
                share -> {},
                content -> event -> {});
        Path file = folder.resolve("telemetry.duckdb");
        try (TelemetryWriter telemetry = TelemetryWriter.open(file, Duration.ofDays(1), InstantSource.system());
                EdgeServer edge = EdgeServer.start(
                        new FolderShelf(demo.titles()),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        EdgeSettings.DEFAULT.withTelemetry(telemetry),
                        InstantSource.system(),
                        new SecureRandom())) {
            JsonNode played = chromium.playWithEvents(
                    "http://127.0.0.1:" + edge.port(),
                    demo.packageOf(Demo.Content.SWARM).getFileName().toString(),
                    PLAYERS);
            assertThat(played).hasSize(PLAYERS.size());
            for (JsonNode player : played) {
                check(player, explain(edge, player.get("session").asText()));
            }
        }
        try (TelemetryReader reader = TelemetryReader.open(file)) {
            assertThat(reader.sessions(Instant.EPOCH)).hasSize(PLAYERS.size()).allSatisfy(session -> {
                assertThat(session.delivered().clips()).isPositive();
                assertThat(session.experienced().stalls()).isPresent();
                assertThat(reader.clips(session.id()))
                        .hasSize((int) session.delivered().clips());
            });
        }
    }

    private static void check(JsonNode player, JsonNode session) {
        String all = player.toPrettyString() + session.get("playback").toPrettyString();
        assertThat(player.get("errors")).as(all).isEmpty();
        assertThat(player.get("ended").asBoolean()).as(all).isTrue();
        assertThat(player.get("posts"))
                .as(all)
                .isNotEmpty()
                .allSatisfy(status -> assertThat(status.asInt()).isEqualTo(204));
        assertThat(session.get("cmcd").get("malformed").asInt()).as(all).isZero();
        JsonNode playback = session.get("playback");
        assertThat(playback.get("events").asInt()).as(all).isGreaterThan(5);
        assertThat(session.get("cmcd").get("accepted").asInt())
                .as(all)
                .isGreaterThan(playback.get("events").asInt());
        // Shaka 5.2 does not report its state.
        if (!player.get("player").asText().equals("shaka")) {
            assertThat(playback.path("state").asText()).as(all).isEqualTo("ended");
        }
        JsonNode client = session.get("client");
        assertThat(client.get("decoders")).as(all).hasToString("[\"H264\"]");
        assertThat(client.get("smoothHeight").asInt()).as(all).isPositive();
        assertThat(client.get("screenHeight").asInt()).as(all).isPositive();
    }

    private static JsonNode explain(EdgeServer edge, String session) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(Played.at(edge.port(), "/api/sessions/" + session))
                    .build();
            return JSON.readTree(client.send(request, BodyHandlers.ofString()).body());
        }
    }
}
