package dev.starling.app.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starling.app.browser.SlowPath.Outage;
import dev.starling.app.title.Demo;
import dev.starling.edge.AdminToken;
import dev.starling.edge.EdgeServer;
import dev.starling.edge.EdgeSettings;
import dev.starling.edge.Operations;
import dev.starling.edge.limits.EdgeLimit;
import dev.starling.edge.limits.EdgeLimits;
import dev.starling.edge.record.Telemetry;
import dev.starling.swarm.pack.FolderShelf;
import dev.starling.telemetry.TelemetryWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard in a real browser, with many live sessions, and over a restart of the edge. */
class DashboardInChromiumTest {
    private static final String TOKEN = "0123456789abcdef";
    private static final int SESSIONS = 200;
    private static final int RECORDED_CLIPS = 3;
    /** More than both looks at the page take; then the script uses it up. */
    private static final long BYTES_BEFORE_OUTAGE = 10_000_000;

    @TempDir
    private Path folder;

    private final Chromium chromium = Chromium.required();

    private EdgeServer start(Path titles, Telemetry telemetry) throws IOException {
        AdminToken token = AdminToken.read(Files.writeString(folder.resolve("token"), TOKEN));
        return EdgeServer.start(
                new FolderShelf(titles),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                EdgeSettings.DEFAULT
                        .withLimits(EdgeLimits.DEFAULT.with(EdgeLimit.SESSIONS_PER_SECOND_PER_ADDRESS, SESSIONS))
                        .withTelemetry(telemetry)
                        .withOperations(Operations.NONE.withAdminToken(Optional.of(token))),
                InstantSource.system(),
                new SecureRandom());
    }

    private static String id(int session) {
        return "dashboard-session-%04d".formatted(session);
    }

    private static void requestClip(HttpClient client, EdgeServer edge, int session) {
        requestClip(client, edge, session, 0);
    }

    private static void requestClip(HttpClient client, EdgeServer edge, int session, int clip) {
        get(
                client,
                edge,
                "/titles/Starlings/sessions/" + id(session) + "/swarm/" + clip
                        + ".m4s?CMCD=bl%3D4000%2Cmsd%3D400%2Csta%3Dp%2Cv%3D2%2Cbsa%3D(1)%2Cbsda%3D(500)");
    }

    private static void get(HttpClient client, EdgeServer edge, String path) {
        URI uri = Played.at(edge.port(), path);
        try {
            assertThat(client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                            .statusCode())
                    .as(path)
                    .isEqualTo(200);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(path, e);
        }
    }

    /** An edge that has ended, and recorded a session. */
    private void recordEarlier(Path titles, Path records) throws IOException {
        try (TelemetryWriter telemetry = TelemetryWriter.open(records, Duration.ofDays(1), InstantSource.system());
                EdgeServer edge = start(titles, telemetry);
                HttpClient client = HttpClient.newHttpClient()) {
            for (int clip = 0; clip < RECORDED_CLIPS; clip++) {
                requestClip(client, edge, 0, clip);
            }
        }
    }

    /** Until it is shut down, requests a clip for one session after the other, each every ten seconds. */
    private static ScheduledExecutorService live(HttpClient client, EdgeServer edge) {
        ScheduledExecutorService viewers = Executors.newSingleThreadScheduledExecutor();
        AtomicInteger next = new AtomicInteger();
        var _ = viewers.scheduleAtFixedRate(
                () -> requestClip(client, edge, next.getAndIncrement() % SESSIONS),
                0,
                10_000 / SESSIONS,
                TimeUnit.MILLISECONDS);
        return viewers;
    }

    @Test
    void itShowsManyLiveSessionsWithFewRowsAndOutlivesARestart() throws Exception {
        Demo demo = Demo.in(Path.of(System.getProperty("starling.root"), "app", "target", "browser-demo"));
        demo.make(
                List.of(Demo.Content.SWARM),
                Runtime.getRuntime().availableProcessors(),
                share -> {},
                content -> event -> {});
        Path records = folder.resolve("t.duckdb");
        recordEarlier(demo.titles(), records);
        try (TelemetryWriter telemetry = TelemetryWriter.open(records, Duration.ofDays(1), InstantSource.system());
                EdgeServer edge = start(demo.titles(), telemetry);
                EdgeServer other = start(demo.titles(), Telemetry.NONE);
                SlowPath path = new SlowPath(
                        edge.port(),
                        passed -> 1e9,
                        Optional.of(new Outage(BYTES_BEFORE_OUTAGE, Duration.ofSeconds(3), other.port())));
                HttpClient client = HttpClient.newHttpClient()) {
            for (int i = 0; i < SESSIONS; i++) {
                get(client, edge, "/titles/Starlings/server.m3u8?session=" + id(i));
            }
            // Those on top of the list.
            for (int i = SESSIONS - 10; i < SESSIONS; i++) {
                requestClip(client, edge, i);
            }
            ScheduledExecutorService live = live(client, edge);
            JsonNode seen;
            try {
                seen = chromium.watchDashboard(Played.at(path.port(), "/dashboard"), TOKEN);
            } finally {
                live.shutdown();
                assertThat(live.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(seen.get("found")).as(seen.toString()).isEmpty();
            assertThat(seen.get("listed").asInt()).as(seen.toString()).isEqualTo(SESSIONS);
            assertThat(seen.get("built").asInt()).as(seen.toString()).isBetween(1, SESSIONS / 4);
            assertThat(seen.get("charts").asInt()).as(seen.toString()).isGreaterThan(5);
            assertThat(seen.get("why").asText()).as(seen.toString()).contains("Clip");
            assertThat(seen.at("/past/words").asText()).as(seen.toString()).startsWith(RECORDED_CLIPS + " clips");
            assertThat(seen.at("/past/columns").asInt()).as(seen.toString()).isEqualTo(RECORDED_CLIPS);
            assertThat(seen.at("/past/mixed").asInt()).as(seen.toString()).isEqualTo(RECORDED_CLIPS);
            assertThat(seen.at("/past/clip").asText())
                    .as(seen.toString())
                    .contains("Clip 1")
                    .contains("reward");
            assertThat(seen.get("outlived").asBoolean()).as(seen.toString()).isTrue();
        }
    }
}
