package dev.starling.app.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.starling.app.title.Demo;
import dev.starling.edge.EdgeServer;
import dev.starling.edge.EdgeSettings;
import dev.starling.edge.PathLab;
import dev.starling.swarm.pack.FolderShelf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Chooses artificial paths on the player page in a real browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PathLabInChromiumTest {
    private final Chromium chromium = Chromium.required();
    private final Path titles;
    private EdgeServer edge;

    /** The ladder is a copy of the swarm: what matters here is that the page plays both, each in its way. */
    PathLabInChromiumTest(@TempDir Path titles) throws IOException, InterruptedException {
        Demo demo = Demo.in(Path.of(System.getProperty("starling.root"), "app", "target", "browser-demo"));
        demo.make(Runtime.getRuntime().availableProcessors(), share -> {}, event -> {});
        for (String id : List.of("Starlings", "Starlings.ladder")) {
            copy(demo.title(), titles.resolve(id));
        }
        this.titles = titles;
        edge = startEdge(0);
    }

    private EdgeServer startEdge(int port) throws IOException {
        return EdgeServer.start(
                new FolderShelf(titles),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                EdgeSettings.DEFAULT.withPathLab(PathLab.ON),
                InstantSource.system(),
                new SecureRandom());
    }

    /** A server on whose requests the edge ends and another one starts at its port, which knows no session. */
    private HttpServer restarter() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            int port = edge.port();
            edge.close();
            edge = startEdge(port);
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    @AfterAll
    void stop() {
        edge.close();
    }

    @Test
    void aPathOf400KbitsShowsInTheTimeLineBlendsTheClipInFlightAndOutlivesTheEdge()
            throws IOException, InterruptedException {
        HttpServer restarter = restarter();
        try {
            // On a path of 2 Mbit/s nearly always a clip is on its way.
            JsonNode seen = chromium.chooseSlowPath(
                    Played.at(edge.port(), "/?title=Starlings&path=2000"),
                    Played.at(restarter.getAddress().getPort(), "/"));
            // The script waits for all three; how long depends on the machine.
            assertThat(seen.get("pathSeconds").asDouble()).as(seen.toString()).isPositive();
            assertThat(seen.get("blendSeconds").asDouble()).as(seen.toString()).isPositive();
            assertThat(seen.get("screenSeconds").asDouble()).as(seen.toString()).isPositive();
            assertThat(seen.get("problem").asText()).as(seen.toString()).isEmpty();
            assertThat(seen.get("problems")).as(seen.toString()).isEmpty();
            JsonNode session = session(seen.get("session").asText());
            assertThat(session.path("path").path("bitsPerSecond").asDouble())
                    .as(session.toString())
                    .isEqualTo(400_000);
            assertThat(session.path("client").path("screenHeight").asInt())
                    .as(session.toString())
                    .isPositive();
        } finally {
            restarter.stop(0);
        }
    }

    /** The explanation of a session by the edge that runs now. */
    private JsonNode session(String id) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(Played.at(edge.port(), "/api/sessions/" + id))
                    .build();
            return new ObjectMapper()
                    .readTree(client.send(request, BodyHandlers.ofString()).body());
        }
    }

    @Test
    void thePageIsAccessibleFitsAPhoneIsSmallAndEachOfItsControlsWorks() throws IOException, InterruptedException {
        chromium.checkPage(Played.at(edge.port(), "/?title=Starlings&path=2000"));
    }

    @Test
    void aSwarmAndALadderPlaySideBySideWithTheirScores() throws IOException, InterruptedException {
        JsonNode seen = chromium.compare(Played.at(edge.port(), "/?title=Starlings&path=2000"), 2);
        for (String side : List.of("starling", "ladder")) {
            JsonNode score = seen.get(side);
            assertThat(Double.parseDouble(score.get("Mean VMAF").asText()))
                    .as(seen.toString())
                    .isBetween(30.0, 100.0);
            assertThat(score.get("Quality of experience").asText())
                    .as(seen.toString())
                    .matches("-?[0-9.]+");
            assertThat(score.get("Start-up").asText()).as(seen.toString()).endsWith("s");
        }
        assertThat(seen.get("problems")).as(seen.toString()).isEmpty();
    }
}
