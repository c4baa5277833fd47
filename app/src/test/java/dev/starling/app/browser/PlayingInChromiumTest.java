package dev.starling.app.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starling.app.Demo;
import dev.starling.app.browser.Chromium.Seen;
import dev.starling.edge.EdgeServer;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo's title, from a real encode, by a real edge, in a real browser's players. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlayingInChromiumTest {
    private final Chromium chromium = Chromium.required();
    private final EdgeServer edge;
    private final String titleId;
    private final Title title;

    PlayingInChromiumTest() throws IOException, InterruptedException {
        Demo demo = Demo.in(Path.of(System.getProperty("starling.root"), "app", "target", "browser-demo"));
        demo.make(Runtime.getRuntime().availableProcessors(), share -> {}, event -> {});
        titleId = demo.title().getFileName().toString();
        title = PackageReader.open(demo.title()).title();
        edge = EdgeServer.start(
                demo.titles(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                InstantSource.system(),
                new SecureRandom());
    }

    @AfterAll
    void stopEdge() {
        edge.close();
    }

    @BeforeAll
    void theTitleIsWorthPlaying() {
        assertThat(title.frameCount()).isEqualTo(225);
        assertThat(title.audio()).isPresent();
        assertThat(title.groups()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "player"})
    void hlsJsPlaysTheWholeTitle(String steering) throws IOException, InterruptedException {
        Seen seen = chromium.playPage(Played.at(edge.port(), "/?title=" + titleId + "&steer=" + steering));
        Played.whole(seen, title);
        Played.withoutStarving(seen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "player"})
    void dashJsPlaysTheWholeTitle(String steering) throws IOException, InterruptedException {
        Seen seen = chromium.playDash(Played.at(edge.port(), "/titles/" + titleId + "/" + steering + ".mpd"));
        Played.whole(seen, title);
        Played.withoutStarving(seen);
        Played.withinItsAnnouncedDuration(seen);
    }

    @Test
    void theResolutionChangesAtAClipStartInsideOneRendition() throws IOException, InterruptedException {
        // So slow at first that the smallest pictures are the choice, then as fast as the loopback is. How much of the
        // page's own files has passed when the first clip is asked for depends on this machine: then it is slow for
        // longer.
        Map<Long, Set<String>> sizesAfterSlowBytes = new LinkedHashMap<>();
        for (long slowBytes : new long[] {600_000, 800_000, 450_000, 1_000_000}) {
            if (sizesAfterSlowBytes.values().stream().allMatch(sizes -> sizes.size() < 2)) {
                sizesAfterSlowBytes.put(slowBytes, sizesOnAPathThatIsSlowFor(slowBytes));
            }
        }
        assertThat(sizesAfterSlowBytes.values()).anyMatch(sizes -> sizes.size() > 1);
    }

    private Set<String> sizesOnAPathThatIsSlowFor(long bytes) throws IOException, InterruptedException {
        try (SlowPath path = new SlowPath(edge.port(), passed -> passed < bytes ? 700_000 : 200_000_000)) {
            Seen seen = chromium.playPage(Played.at(path.port(), "/?title=" + titleId + "&steer=server"));
            Played.whole(seen, title);
            return new LinkedHashSet<>(seen.sizes());
        }
    }

    @Test
    void aPathThatBreaksDownUnderAClipMakesTheEdgeMoveDownInFlightAndNothingBreaks()
            throws IOException, InterruptedException {
        // Whether the break falls under a large clip depends on how fast this machine is: then it is tried elsewhere.
        Map<Long, Integer> downMovesAfterGoodBytes = new LinkedHashMap<>();
        for (long goodBytes : new long[] {1_060_000, 980_000, 1_150_000}) {
            if (downMovesAfterGoodBytes.values().stream().allMatch(downMoves -> downMoves == 0)) {
                downMovesAfterGoodBytes.put(goodBytes, downMovesOnAPathThatBreaksDownAfter(goodBytes));
            }
        }
        assertThat(downMovesAfterGoodBytes.values()).anyMatch(downMoves -> downMoves > 0);
    }

    private int downMovesOnAPathThatBreaksDownAfter(long goodBytes) throws IOException, InterruptedException {
        try (SlowPath path = new SlowPath(edge.port(), passed -> passed < goodBytes ? 8_000_000 : 250_000)) {
            Seen seen = chromium.playPage(Played.at(path.port(), "/?title=" + titleId + "&steer=server"));
            Played.whole(seen, title);
            int downMoves = 0;
            for (JsonNode clip : session(seen.session()).path("clips")) {
                downMoves += clip.path("downMoves").size();
            }
            return downMoves;
        }
    }

    private JsonNode session(String id) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(Played.at(edge.port(), "/api/sessions/" + id))
                    .build();
            return new ObjectMapper()
                    .readTree(client.send(request, BodyHandlers.ofString()).body());
        }
    }
}
