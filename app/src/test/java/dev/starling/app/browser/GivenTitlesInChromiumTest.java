package dev.starling.app.browser;

import dev.starling.app.browser.Chromium.Seen;
import dev.starling.edge.EdgeServer;
import dev.starling.swarm.pack.FolderShelf;
import dev.starling.swarm.pack.PackageShelf;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Plays the packages of a given folder in the browser: {@code -Dstarling.play.titles=FOLDER}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIfSystemProperty(
        named = GivenTitlesInChromiumTest.FOLDER,
        matches = ".+",
        disabledReason = "no folder of packages is named")
class GivenTitlesInChromiumTest {
    static final String FOLDER = "starling.play.titles";

    private final Chromium chromium = Chromium.required();
    private final PackageShelf titles;
    private final EdgeServer edge;

    GivenTitlesInChromiumTest() throws IOException {
        titles = new FolderShelf(Path.of(System.getProperty(FOLDER)));
        edge = EdgeServer.start(
                titles,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                InstantSource.system(),
                new SecureRandom());
    }

    @AfterAll
    void stopEdge() {
        edge.close();
    }

    Stream<Arguments> ways() throws IOException {
        return titles.ids().stream()
                .sorted()
                .flatMap(id -> Stream.of("server", "player").map(steering -> Arguments.of(id, steering)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void hlsJsPlaysTheWholeTitle(String id, String steering) throws IOException, InterruptedException {
        Seen seen = chromium.playPage(Played.at(edge.port(), "/?title=" + id + "&steer=" + steering));
        assertWhole(id, seen);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void dashJsPlaysTheWholeTitle(String id, String steering) throws IOException, InterruptedException {
        Seen seen = chromium.playDash(Played.at(edge.port(), "/titles/" + id + "/" + steering + ".mpd"));
        assertWhole(id, seen);
        Played.withinItsAnnouncedDuration(seen);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void shakaPlaysTheWholeTitle(String id, String steering) throws IOException, InterruptedException {
        for (String manifest : List.of(steering + ".m3u8", steering + ".mpd")) {
            assertWhole(id, chromium.playShaka(Played.at(edge.port(), "/titles/" + id + "/" + manifest)));
        }
    }

    private void assertWhole(String id, Seen seen) throws IOException {
        Title title = titles.open(id).title();
        Played.whole(seen, title);
        Played.withoutStarving(seen);
    }
}
