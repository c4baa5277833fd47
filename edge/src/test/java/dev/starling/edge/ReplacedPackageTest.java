package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starling.edge.delivery.Fragments;
import dev.starling.swarm.pack.FolderShelf;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.pack.PackageShelf;
import dev.starling.swarm.title.BlendGroupId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** A package is replaced while viewers play it. */
class ReplacedPackageTest {
    private static final String SESSION = "AAAAAAAAAAAAAAAAAAAAAA";
    private static final BlendGroupId GROUP = GeneratedPackage.group(GeneratedPackage.SIZES.getLast());

    @TempDir
    private Path folder;

    private EdgeServer start() throws IOException {
        new GeneratedPackage(3, 100_000, 1).write(folder.resolve("t"));
        return LocalEdge.start(folder);
    }

    private static HttpResponse<byte[]> get(HttpClient client, EdgeServer edge, String path)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port() + path))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private static String part(String rendition, String part) {
        return "/titles/t/sessions/" + SESSION + "/" + rendition + "/" + part;
    }

    private byte[] parameterSets() throws IOException {
        return PackageReader.open(folder.resolve("t"))
                .title()
                .group(GROUP)
                .parameterSets()
                .inBand();
    }

    private static byte[] start(HttpResponse<byte[]> clip, int length) {
        assertThat(clip.statusCode()).isEqualTo(200);
        return Arrays.copyOf(Fragments.read(clip.body()).media(), length);
    }

    @Test
    void aViewerGoesOnWithTheNewEditionAtTheNextClip() throws Exception {
        try (EdgeServer edge = start();
                HttpClient client = HttpClient.newHttpClient()) {
            byte[] sets = parameterSets();
            assertThat(get(client, edge, "/titles/t/player.m3u8?session=" + SESSION)
                            .statusCode())
                    .isEqualTo(200);
            String group = "groups/" + GROUP;
            HttpResponse<byte[]> before = get(client, edge, part(group, "0.m4s"));
            assertThat(start(before, sets.length)).as("in the sample entry").isNotEqualTo(sets);
            assertThat(get(client, edge, part("rungs/99", "1.m4s")).statusCode())
                    .isEqualTo(404);

            new GeneratedPackage(3, 100_000, 2).write(folder.resolve("t"));
            HttpResponse<byte[]> after = get(client, edge, part(group, "1.m4s"));
            assertThat(start(after, sets.length)).as("in band").isEqualTo(sets);
            assertThat(get(client, edge, part("rungs/99", "1.m4s")).statusCode())
                    .as("the edge chooses in place of a rung that has gone")
                    .isEqualTo(200);
            assertThat(get(client, edge, part(group, "3.m4s")).statusCode()).isEqualTo(404);

            // A player that opens the title anew has its initialization segment.
            get(client, edge, "/titles/t/player.m3u8?session=" + SESSION);
            assertThat(start(get(client, edge, part(group, "2.m4s")), sets.length))
                    .isNotEqualTo(sets);
            assertThat(get(client, edge, part("rungs/99", "1.m4s")).statusCode())
                    .isEqualTo(404);
        }
    }

    /** A folder whose package may be replaced right after the edge has looked at it. */
    private static final class Replacing implements PackageShelf {
        private final FolderShelf folder;
        private final AtomicReference<Optional<Replacement>> next = new AtomicReference<>(Optional.empty());

        interface Replacement {
            void run() throws IOException;
        }

        Replacing(Path folder) throws IOException {
            this.folder = new FolderShelf(folder);
        }

        /** Does something after the next look. */
        void afterNextLook(Replacement replacement) {
            next.set(Optional.of(replacement));
        }

        @Override
        public Optional<Object> state(String id) throws IOException {
            Optional<Object> state = folder.state(id);
            replace();
            return state;
        }

        @Override
        public Optional<Object> knownState(String id) {
            Optional<Object> state = folder.knownState(id);
            try {
                replace();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return state;
        }

        private void replace() throws IOException {
            Optional<Replacement> replacement = next.getAndSet(Optional.empty());
            if (replacement.isPresent()) {
                replacement.get().run();
            }
        }

        @Override
        public List<String> ids() throws IOException {
            return folder.ids();
        }

        @Override
        public PackageReader open(String id) throws IOException {
            return folder.open(id);
        }
    }

    @Test
    void aViewerGoesOnThoughThePackageIsReplacedWhileItsRequestIsAnswered() throws Exception {
        new GeneratedPackage(3, 100_000, 1).write(folder.resolve("t"));
        Replacing shelf = new Replacing(folder);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger("dev.starling");
        try (EdgeServer edge = LocalEdge.start(shelf, EdgeSettings.DEFAULT, InstantSource.system());
                HttpClient client = HttpClient.newHttpClient()) {
            lines.start();
            logger.addAppender(lines);
            byte[] sets = parameterSets();
            get(client, edge, "/titles/t/player.m3u8?session=" + SESSION);
            String group = "groups/" + GROUP;
            assertThat(start(get(client, edge, part(group, "0.m4s")), sets.length))
                    .isNotEqualTo(sets);

            // Its files have the names of those before.
            shelf.afterNextLook(() -> new GeneratedPackage(3, 100_000, 2).write(folder.resolve("t")));
            assertThat(start(get(client, edge, part(group, "1.m4s")), sets.length))
                    .as("in band, as the player has another edition's")
                    .isEqualTo(sets);

            shelf.afterNextLook(() -> Files.move(folder.resolve("t"), folder.resolve(".t")));
            HttpResponse<byte[]> removed = get(client, edge, part(group, "2.m4s"));
            assertThat(removed.statusCode()).isEqualTo(404);
            assertThat(removed.body()).asString().isEqualTo("No such title.\n");
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(lines.list).as("nothing is damaged").allMatch(line -> line.getLevel() == Level.INFO);
    }

    /**
     * On an HTTP/1.1 connection, clips that the path carries at once are planned before the service gets their
     * requests.
     */
    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aRequestThatIsAnsweredAnewCountsOnce(HttpClient.Version version) throws Exception {
        new GeneratedPackage(3, 100_000, 1).write(folder.resolve("t"));
        Replacing shelf = new Replacing(folder);
        try (EdgeServer edge = LocalEdge.start(shelf, EdgeSettings.DEFAULT, InstantSource.system());
                HttpClient client = HttpClient.newBuilder().version(version).build()) {
            for (int clip = 0; clip < 3; clip++) {
                int seed = clip + 2;
                shelf.afterNextLook(() -> new GeneratedPackage(3, 100_000, seed).write(folder.resolve("t")));
                assertThat(get(client, edge, part("swarm", clip + ".m4s?CMCD=bl%3D4000"))
                                .statusCode())
                        .isEqualTo(200);
            }
            JsonNode session = new ObjectMapper()
                    .readTree(get(client, edge, "/api/sessions/" + SESSION).body());
            assertThat(session.get("clips"))
                    .extracting(it -> it.get("request").asInt())
                    .containsExactly(1, 2, 3);
            assertThat(session.get("cmcd").get("accepted").asInt()).isEqualTo(3);
        }
    }

    @Test
    void aPackageThatIsGoneForAMomentIsStillServed() throws Exception {
        try (EdgeServer edge = start();
                HttpClient client = HttpClient.newHttpClient()) {
            assertThat(get(client, edge, part("swarm", "0.m4s")).statusCode()).isEqualTo(200);
            Path aside = Files.move(folder.resolve("t"), folder.resolve(".t"));
            var clip = client.sendAsync(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port() + part("swarm", "1.m4s")))
                            .build(),
                    BodyHandlers.ofByteArray());
            Files.move(aside, folder.resolve("t"));
            assertThat(clip.join().statusCode()).isEqualTo(200);
            Files.move(folder.resolve("t"), folder.resolve(".t"));
            assertThat(get(client, edge, part("swarm", "1.m4s")).statusCode()).isEqualTo(404);
        }
    }
}
