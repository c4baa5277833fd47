package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.catalog.Catalog;
import dev.starling.swarm.pack.FolderShelf;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.pack.PackageShelf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What probes are told, over real sockets. */
class HealthTest {
    @TempDir
    private Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

    private EdgeServer start(Path root) throws IOException {
        return LocalEdge.start(new FolderShelf(root), EdgeSettings.DEFAULT, now::get);
    }

    /** The answer to a probe when the last look at the packages is old. */
    private RawClient.Answer probe(EdgeServer edge) throws IOException {
        now.updateAndGet(it -> it.plusSeconds(2));
        assertThat(RawClient.get(edge.port(), "/healthz").status()).isEqualTo(200);
        return RawClient.get(edge.port(), "/readyz");
    }

    private void assertUnready(EdgeServer edge, String reason) throws IOException {
        RawClient.Answer answer = probe(edge);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo(reason + "\n");
        assertThat(answer.header("content-type")).hasValue("text/plain; charset=utf-8");
        assertThat(answer.header("cache-control")).hasValue("no-store");
    }

    @Test
    void anEdgeIsReadyWhileItsPackagesCanBeRead() throws IOException {
        Path root = Files.createDirectory(folder.resolve("titles"));
        try (EdgeServer edge = start(root)) {
            assertThat(probe(edge).status()).as("no packages yet").isEqualTo(200);
            new GeneratedPackage(1, 50_000, 1).write(root.resolve("a"));
            assertThat(probe(edge).status()).isEqualTo(200);
            Path title = root.resolve("a/title.json");
            byte[] good = Files.readAllBytes(title);
            Files.writeString(title, "{");
            assertUnready(edge, "None of the packages can be read (1); see the server log.");
            Files.write(title, good);
            assertThat(probe(edge).status()).isEqualTo(200);
            Path gone = Files.move(root.resolve("a"), folder.resolve("elsewhere"));
            assertUnready(edge, "The packages have gone.");
            Files.delete(root);
            assertUnready(edge, "The packages cannot be listed; see the server log.");
            Files.createDirectory(root);
            Files.move(gone, root.resolve("a"));
            assertThat(probe(edge).status()).isEqualTo(200);
        }
    }

    @Test
    void probesShareALookAtThePackages() throws IOException {
        new GeneratedPackage(1, 50_000, 1).write(folder.resolve("a"));
        try (EdgeServer edge = start(folder)) {
            assertThat(probe(edge).status()).isEqualTo(200);
            Files.delete(folder.resolve("a/title.json"));
            assertThat(RawClient.get(edge.port(), "/readyz").status())
                    .as("less than a second later")
                    .isEqualTo(200);
            assertThat(probe(edge).status()).isEqualTo(503);
        }
    }

    @Test
    void aProbeDoesNotWaitForADiskThatHangs() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        PackageShelf hanging = new PackageShelf() {
            @Override
            public List<String> ids() throws IOException {
                try {
                    answers.await();
                    return List.of();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }

            @Override
            public Optional<Object> state(String id) {
                return Optional.empty();
            }

            @Override
            public Optional<Object> knownState(String id) {
                return Optional.empty();
            }

            @Override
            public PackageReader open(String id) throws IOException {
                throw new IOException("no package");
            }
        };
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            InstantSource clock = now::get;
            Readiness readiness = new Readiness(
                    new Catalog(hanging, clock), new ErrorLog(clock), clock, executor, Duration.ofMillis(20));
            assertThat(readiness.obstacle()).contains("The packages are being read.");
            now.updateAndGet(it -> it.plusSeconds(60));
            assertThat(readiness.obstacle()).as("no second look").contains("The packages are being read.");
            answers.countDown();
            Optional<String> obstacle = readiness.obstacle();
            while (obstacle.isPresent()) {
                obstacle = readiness.obstacle();
            }
        }
    }

    @Test
    void anEdgeThatStopsIsAliveAndNotReady() throws Exception {
        new GeneratedPackage(1, 30_000_000, 1).write(folder.resolve("a"));
        EdgeServer edge = start(folder);
        try (RawClient viewer = RawClient.slow(edge.port())) {
            String clip = "/titles/a/sessions/AAAAAAAAAAAAAAAAAAAAAA/groups/h264-1080p/0.m4s";
            viewer.send("GET " + clip + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            viewer.readHead();
            Thread stop = Thread.startVirtualThread(edge::close);
            RawClient.Answer ready = RawClient.get(edge.port(), "/readyz");
            while (ready.status() == 200) {
                ready = RawClient.get(edge.port(), "/readyz");
            }
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.body()).isEqualTo("The edge is stopping.\n");
            assertThat(RawClient.get(edge.port(), "/healthz").status()).isEqualTo(200);
            viewer.drain();
            stop.join();
        }
    }
}
