package dev.starling.farm.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.farm.FarmEvent;
import dev.starling.farm.GeneratedTitle;
import dev.starling.farm.PackageBytes;
import dev.starling.farm.Phase;
import dev.starling.farm.encode.EncodeRequest;
import dev.starling.farm.encode.Farm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of real processes makes the same package as this process, whatever happens to its workers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterTest {
    private static final int MAX_ATTEMPTS = 4;

    private static final Pattern DONE = Pattern.compile("TaskRdd: Done in \\d+ ms: (.*)");
    private static final GeneratedTitle TITLE =
            GeneratedTitle.sized(160, 96).at(5).scenes(12, 34).withTone(1);

    private Path folder;
    private Path logs;
    private Path input;
    private SortedMap<String, String> expected;
    private Cluster cluster;

    @BeforeAll
    void encodeHere(@TempDir Path temporary) throws Exception {
        folder = temporary;
        input = TITLE.write(folder.resolve("title.mkv"));
        new Farm().encode(EncodeRequest.of(input, folder.resolve("expected"), 2), event -> {});
        expected = PackageBytes.of(folder.resolve("expected"));
        logs = Files.createDirectory(folder.resolve("cluster"));
        cluster = new Cluster(logs);
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
        assertThat(tasksDone(first.folder())).isNotEmpty();
        assertThat(tasksDone(second.folder())).isNotEmpty();

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

    @Test
    void tasksDoneTwiceAtTheSameTimeChangeNothing() throws Exception {
        cluster.startWorker();
        cluster.startWorker();
        List<FarmEvent> events = Collections.synchronizedList(new ArrayList<>());
        // Starts a copy of every task that does not end at once, on another worker.
        Map<String, String> eagerly = Map.of(
                "spark.speculation", "true",
                "spark.speculation.interval", "5ms",
                "spark.speculation.minTaskRuntime", "0ms",
                "spark.speculation.task.duration.threshold", "1ms");
        int doneTwice = 0;
        // On a busy machine all copies may be stopped before they end.
        for (int attempt = 0; doneTwice == 0 && attempt < MAX_ATTEMPTS; attempt++) {
            List<String> before = tasksDone(logs);
            Path speculated = folder.resolve("speculated" + attempt);
            Farm.on(new SparkEngine(), cluster.url(), settings(eagerly))
                    .encode(EncodeRequest.of(input, speculated, 2), events::add);
            List<String> done = tasksDone(logs);
            before.forEach(done::remove);
            doneTwice = done.size() - new HashSet<>(done).size();
            assertThat(PackageBytes.of(speculated)).isEqualTo(expected);
        }
        assertThat(doneTwice).isPositive();
        assertThat(events).allMatch(FarmEvent.Progress.class::isInstance);
    }

    /** The tasks that executors have logged as done. */
    private static List<String> tasksDone(Path folder) throws IOException {
        List<String> done = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path log : files.filter(it -> it.endsWith("stderr")).toList()) {
                try (Stream<String> lines = Files.lines(log)) {
                    lines.map(DONE::matcher)
                            .filter(Matcher::find)
                            .map(it -> it.group(1))
                            .forEach(done::add);
                }
            }
        }
        return done;
    }
}
