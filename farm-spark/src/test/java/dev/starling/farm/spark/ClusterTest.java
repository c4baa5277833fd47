package dev.starling.farm.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.farm.EncodeRequest;
import dev.starling.farm.Farm;
import dev.starling.farm.FarmEvent;
import dev.starling.farm.GeneratedTitle;
import dev.starling.farm.PackageBytes;
import dev.starling.farm.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of real processes: what it makes is what this process makes, whatever becomes of its workers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterTest {
    private static final GeneratedTitle TITLE = new GeneratedTitle(160, 96, 5, 30, 12, 1);

    private Path folder;
    private Path input;
    private SortedMap<String, String> expected;
    private Cluster cluster;

    @BeforeAll
    void encodeHere(@TempDir Path temporary) throws Exception {
        folder = temporary;
        input = TITLE.write(folder.resolve("title.mkv"));
        new Farm().encode(EncodeRequest.of(input, folder.resolve("expected"), 2), event -> {});
        expected = PackageBytes.of(folder.resolve("expected"));
        cluster = new Cluster(Files.createDirectory(folder.resolve("cluster")));
    }

    @AfterAll
    void stop() throws Exception {
        cluster.stop();
    }

    private Map<String, String> settings(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "spark.driver.host", "127.0.0.1",
                "spark.driver.bindAddress", "127.0.0.1",
                "spark.ui.enabled", "false",
                "spark.executor.memory", "512m",
                "spark.executor.extraJavaOptions", "-Dstarling.test.log=info -XX:+UseSerialGC",
                "spark.executor.extraClassPath", Cluster.classFolders()));
        settings.putAll(more);
        return settings;
    }

    @Test
    void twoWorkersMakeTheSamePackageEvenIfOneIsKilledMeanwhile() throws Exception {
        Cluster.Worker first = cluster.startWorker();
        Cluster.Worker second = cluster.startWorker();

        Path undisturbed = folder.resolve("undisturbed");
        Farm.on(new SparkEngine(), cluster.url(), settings(Map.of()))
                .encode(EncodeRequest.of(input, undisturbed, 2), event -> {});
        assertThat(PackageBytes.of(undisturbed)).isEqualTo(expected);
        assertThat(tasksDone("worker0")).isPositive();
        assertThat(tasksDone("worker1")).isPositive();

        List<FarmEvent> events = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger encodes = new AtomicInteger();
        Path disturbed = folder.resolve("disturbed");
        Farm.on(new SparkEngine(), cluster.url(), settings(Map.of()))
                .encode(EncodeRequest.of(input, disturbed, 2), event -> {
                    events.add(event);
                    boolean encoded = event instanceof FarmEvent.Progress p && p.phase() == Phase.ENCODE;
                    if (encoded && encodes.incrementAndGet() == 2) {
                        assertThat(first.hasExecutor()).isTrue();
                        first.kill();
                    }
                });
        assertThat(PackageBytes.of(disturbed)).isEqualTo(expected);
        assertThat(first.process().isAlive()).isFalse();
        assertThat(second.process().isAlive()).isTrue();
        assertThat(events).noneMatch(FarmEvent.Failure.class::isInstance);
    }

    /** How many tasks the executors of a worker have logged as done. */
    private long tasksDone(String worker) throws IOException {
        long done = 0;
        try (Stream<Path> logs = Files.walk(folder.resolve("cluster").resolve(worker))) {
            for (Path log : logs.filter(it -> it.endsWith("stderr")).toList()) {
                try (Stream<String> lines = Files.lines(log)) {
                    done += lines.filter(it -> it.contains("TaskRdd: Done")).count();
                }
            }
        }
        return done;
    }
}
