package dev.starling.app.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starling.app.browser.Chromium.Seen;
import dev.starling.app.browser.Chromium.Stall;
import dev.starling.app.browser.SlowPath.Outage;
import dev.starling.app.title.Demo;
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
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plays the demo's title, encoded and served for real, in hls.js, dash.js and Shaka in a real browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlayingInChromiumTest {
    private final Chromium chromium = Chromium.required();
    private final Path titles;
    private final EdgeServer edge;
    private final String titleId;
    private final Title title;

    PlayingInChromiumTest() throws IOException, InterruptedException {
        Demo demo = Demo.in(Path.of(System.getProperty("starling.root"), "app", "target", "browser-demo"));
        demo.make(
                List.of(Demo.Content.SWARM),
                Runtime.getRuntime().availableProcessors(),
                share -> {},
                content -> event -> {});
        titleId = demo.packageOf(Demo.Content.SWARM).getFileName().toString();
        title = PackageReader.open(demo.packageOf(Demo.Content.SWARM)).title();
        titles = demo.titles();
        edge = startEdge();
    }

    private EdgeServer startEdge() throws IOException {
        return EdgeServer.start(
                titles,
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
        assertThat(title.audio()).isNotEmpty();
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

    @ParameterizedTest
    @ValueSource(strings = {"server.m3u8", "player.m3u8", "server.mpd", "player.mpd"})
    void shakaPlaysTheWholeTitle(String manifest) throws IOException, InterruptedException {
        Seen seen = chromium.playShaka(Played.at(edge.port(), "/titles/" + titleId + "/" + manifest));
        Played.whole(seen, title);
        Played.withoutStarving(seen);
    }

    @Test
    void theResolutionChangesAtAClipStartInsideOneRendition() throws IOException, InterruptedException {
        // The path is slow at first, so that the edge chooses the smallest pictures; then it is as fast as the loopback
        // interface. How many bytes the page itself takes before the first clip depends on the machine, so several
        // lengths of the slow part are tried.
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
        // Whether the breakdown hits a large clip depends on the speed of the machine, so several positions are tried.
        Map<Long, Integer> downMovesAfterGoodBytes = new LinkedHashMap<>();
        for (long goodBytes : new long[] {1_060_000, 980_000, 1_150_000}) {
            if (downMovesAfterGoodBytes.values().stream().allMatch(downMoves -> downMoves == 0)) {
                downMovesAfterGoodBytes.put(goodBytes, downMovesOnAPathThatBreaksDownAfter(goodBytes));
            }
        }
        assertThat(downMovesAfterGoodBytes.values()).anyMatch(downMoves -> downMoves > 0);
    }

    @Test
    void thePageOutlivesAnOutageThatIsLongerThanItsBufferAndAnEdgeThatHasForgottenIt()
            throws IOException, InterruptedException {
        try (EdgeServer other = startEdge();
                SlowPath path = new SlowPath(
                        edge.port(),
                        passed -> 2_000_000,
                        Optional.of(new Outage(700_000, Duration.ofSeconds(15), other.port())))) {
            Seen seen = chromium.playPage(Played.at(path.port(), "/?title=" + titleId + "&steer=server"));
            assertThat(seen.ended()).as(seen.output()).isTrue();
            assertThat((long) seen.framesDecoded()).as(seen.output()).isEqualTo(title.frameCount());
            assertThat(seen.stalls()).as(seen.output()).anyMatch(Stall::forWantOfData);
            assertThat(seen.problems()).as(seen.output()).contains("The edge does not answer; trying again.");
            assertThat(seen.problem()).as(seen.output()).isEmpty();
            assertThat(seen.status()).as(seen.output()).doesNotContain("interrupted");
        }
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
