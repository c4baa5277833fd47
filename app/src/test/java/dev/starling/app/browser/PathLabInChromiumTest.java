package dev.starling.app.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starling.app.title.Demo;
import dev.starling.edge.EdgeServer;
import dev.starling.edge.EdgeSettings;
import dev.starling.edge.PathLab;
import dev.starling.swarm.pack.FolderShelf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
    private final EdgeServer edge;

    /** The ladder is a copy of the swarm: what matters here is that the page plays both, each in its way. */
    PathLabInChromiumTest(@TempDir Path titles) throws IOException, InterruptedException {
        Demo demo = Demo.in(Path.of(System.getProperty("starling.root"), "app", "target", "browser-demo"));
        demo.make(Runtime.getRuntime().availableProcessors(), share -> {}, event -> {});
        for (String id : List.of("Starlings", "Starlings.ladder")) {
            copy(demo.title(), titles.resolve(id));
        }
        edge = EdgeServer.start(
                new FolderShelf(titles),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                EdgeSettings.DEFAULT.withPathLab(PathLab.ON),
                InstantSource.system(),
                new SecureRandom());
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
    void aPathOf400KbitsShowsInTheTimeLineAndBlendsTheClipInFlight() throws IOException, InterruptedException {
        // On a path of 2 Mbit/s nearly always a clip is on its way.
        JsonNode seen = chromium.chooseSlowPath(Played.at(edge.port(), "/?title=Starlings&path=2000"));
        // The script waits for all three; how long depends on the machine.
        assertThat(seen.get("pathSeconds").asDouble()).as(seen.toString()).isPositive();
        assertThat(seen.get("blendSeconds").asDouble()).as(seen.toString()).isPositive();
        assertThat(seen.get("screenSeconds").asDouble()).as(seen.toString()).isPositive();
        assertThat(seen.get("problems")).as(seen.toString()).isEmpty();
    }

    @Test
    void thePageIsAccessibleFitsAPhoneAndIsSmall() throws IOException, InterruptedException {
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
