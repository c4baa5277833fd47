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
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** Chooses an artificial path on the player page in a real browser. */
class PathLabInChromiumTest {
    private final Chromium chromium = Chromium.required();

    @Test
    void aPathOf400KbitsShowsInTheTimeLineAndBlendsTheClipInFlight() throws IOException, InterruptedException {
        Demo demo = Demo.in(Path.of(System.getProperty("starling.root"), "app", "target", "browser-demo"));
        demo.make(Runtime.getRuntime().availableProcessors(), share -> {}, event -> {});
        try (EdgeServer edge = EdgeServer.start(
                new FolderShelf(demo.titles()),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                EdgeSettings.DEFAULT.withPathLab(PathLab.ON),
                InstantSource.system(),
                new SecureRandom())) {
            // On a path of 2 Mbit/s nearly always a clip is on its way.
            JsonNode seen = chromium.chooseSlowPath(Played.at(edge.port(), "/?path=2000"));
            // The script waits for all three; how long depends on the machine.
            assertThat(seen.get("pathSeconds").asDouble()).as(seen.toString()).isPositive();
            assertThat(seen.get("blendSeconds").asDouble()).as(seen.toString()).isPositive();
            assertThat(seen.get("screenSeconds").asDouble()).as(seen.toString()).isPositive();
            assertThat(seen.get("problems")).as(seen.toString()).isEmpty();
        }
    }
}
