package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.starling.edge.delivery.Fragments;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.title.BlendGroupId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A package is replaced while viewers play it. */
class ReplacedPackageTest {
    private static final String SESSION = "AAAAAAAAAAAAAAAAAAAAAA";
    private static final BlendGroupId GROUP = GeneratedPackage.group(GeneratedPackage.SIZES.getLast());

    @TempDir
    private Path folder;

    private EdgeServer start() throws IOException {
        return start(InstantSource.system());
    }

    private EdgeServer start(InstantSource clock) throws IOException {
        new GeneratedPackage(3, 100_000, 1).write(folder.resolve("t"));
        return EdgeServer.start(
                folder, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), clock, new SplittableRandom(1));
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

    /** The edge knows an open title for a second without a look; the clock of this one stands still. */
    @Test
    void aViewerGoesOnThoughTheEdgeHasNotSeenTheReplacement() throws Exception {
        try (EdgeServer edge = start(InstantSource.fixed(Instant.now()))) {
            byte[] sets = parameterSets();
            String manifest = "/titles/t/player.m3u8?session=" + SESSION;
            assertThat(RawClient.get(edge.port(), manifest).status()).isEqualTo(200);
            String group = "groups/" + GROUP;
            assertThat(start(RawClient.get(edge.port(), part(group, "0.m4s")), sets.length))
                    .isNotEqualTo(sets);
            new GeneratedPackage(3, 100_000, 2).write(folder.resolve("t"));
            for (int clip = 0; clip < 3; clip++) {
                byte[] inNew = RawClient.get(edge.port(), part(group, clip + ".m4s"))
                        .body()
                        .getBytes(StandardCharsets.ISO_8859_1);
                // Whole in one edition: of the old one, a clip that was in memory may be sent once more.
                if (clip > 0) {
                    assertThat(Arrays.copyOf(Fragments.read(inNew).media(), sets.length))
                            .as("clip %d", clip)
                            .isEqualTo(sets);
                }
            }
        }
    }

    private static byte[] start(RawClient.Answer clip, int length) {
        assertThat(clip.status()).isEqualTo(200);
        byte[] body = clip.body().getBytes(StandardCharsets.ISO_8859_1);
        return Arrays.copyOf(Fragments.read(body).media(), length);
    }

    @Test
    void everyRequestIsAnsweredWhileThePackageIsReplacedAgainAndAgain() throws Exception {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger("dev.starling");
        AtomicBoolean ended = new AtomicBoolean();
        Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
        try (EdgeServer edge = start();
                ExecutorService viewers = Executors.newVirtualThreadPerTaskExecutor()) {
            lines.start();
            logger.addAppender(lines);
            List<Future<?>> all = new ArrayList<>();
            for (String rendition : new String[] {"swarm", "groups/" + GROUP, "rungs/1", "swarm"}) {
                all.add(viewers.submit(() -> {
                    for (int i = 0; !ended.get(); i++) {
                        String target = part(rendition, i % 3 + ".m4s");
                        statuses.merge(RawClient.get(edge.port(), target).status(), 1, Integer::sum);
                    }
                    return null;
                }));
            }
            for (int seed = 2; seed < 14; seed++) {
                new GeneratedPackage(3, 100_000, seed).write(folder.resolve("t"));
                int before = statuses.getOrDefault(200, 0);
                while (statuses.getOrDefault(200, 0) < before + 20 && statuses.size() < 2) {
                    Thread.onSpinWait();
                }
            }
            ended.set(true);
            for (Future<?> viewer : all) {
                viewer.get();
            }
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(statuses).containsOnlyKeys(200);
        assertThat(lines.list).allMatch(line -> line.getLevel() == Level.INFO);
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
