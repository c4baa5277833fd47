package dev.starling.farm.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.farm.FarmEvent;
import dev.starling.farm.FarmException;
import dev.starling.farm.GeneratedTitle;
import dev.starling.farm.PackageBytes;
import dev.starling.farm.Phase;
import dev.starling.farm.encode.EncodeReport;
import dev.starling.farm.encode.EncodeRequest;
import dev.starling.farm.encode.Farm;
import dev.starling.farm.store.Location;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.title.EncodingCost.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Spark in this process, with the threads of {@code local[2]} as workers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SparkFarmTest {
    private static final Map<String, String> NO_PAGE = Map.of("spark.ui.enabled", "false");

    private Path shared;
    private Path input;
    private SortedMap<String, String> expected;
    private EncodeReport embedded;
    private final List<FarmEvent> events = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    private Path folder;

    @BeforeAll
    void encodeEmbedded(@TempDir Path temporary) throws Exception {
        shared = temporary;
        input = GeneratedTitle.sized(160, 96).at(5).scenes(8, 8).withTone(1).write(shared.resolve("title.mkv"));
        embedded = new Farm().encode(EncodeRequest.of(input, shared.resolve("embedded"), 2), event -> {});
        expected = PackageBytes.of(shared.resolve("embedded"));
    }

    @BeforeEach
    void forgetEvents() {
        events.clear();
    }

    private EncodeReport encode(EncodeRequest request) throws Exception {
        return Farm.on(new SparkEngine(), "local[2]", NO_PAGE).encode(request, events::add);
    }

    private EncodeRequest request() {
        return EncodeRequest.of(input, folder.resolve("package"), 2);
    }

    @Test
    void packageAndReportAreThoseOfTheEmbeddedExecutor() throws Exception {
        EncodeReport report = encode(request());
        assertThat(PackageBytes.of(folder.resolve("package"))).isEqualTo(expected);
        assertThat(report.encoded()).isEqualTo(embedded.encoded());
        assertThat(report.cost().cpuSeconds().get(Work.ENCODE))
                .as("from the workers")
                .isPositive();
        assertThat(report.cost().cpuSeconds().get(Work.MEASURE_SCORE)).isPositive();
        assertThat(events).allMatch(FarmEvent.Progress.class::isInstance);
        Set<Phase> finished = new HashSet<>();
        for (FarmEvent event : events) {
            if (event instanceof FarmEvent.Progress progress && progress.finished()) {
                finished.add(progress.phase());
            }
        }
        assertThat(finished).containsExactlyInAnyOrder(Phase.values());
    }

    @Test
    void anUnreliableStoreCostsOnlyRetries() throws Exception {
        // Four attempts, as on a cluster: the soundtrack puts two results, and each may fail once.
        Farm.on(new SparkEngine(), "local[2,4]", NO_PAGE)
                .encode(request().withStore(new Location("faulty://flaky" + folder.resolve("store"))), events::add);
        assertThat(PackageBytes.of(folder.resolve("package"))).isEqualTo(expected);
        assertThat(events)
                .filteredOn(FarmEvent.Retry.class::isInstance)
                .isNotEmpty()
                .allSatisfy(it -> assertThat(((FarmEvent.Retry) it).reason())
                        .contains("Input/output error")
                        .doesNotContain("\n"));
        assertThat(events).noneMatch(FarmEvent.Failure.class::isInstance);
    }

    @Test
    void aStoreThatAlwaysFailsEndsWithOneLineAndNoPackage() {
        assertThatThrownBy(() -> encode(request().withStore(new Location("faulty://full" + folder.resolve("store")))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left on device")
                .hasMessageNotContaining("\n");
        assertThat(folder.resolve("package")).doesNotExist();
    }

    @Test
    void aTaskThatAlwaysFailsIsReportedAndThereIsNoWholePackage() throws Exception {
        Path title = Files.copy(input, folder.resolve("title.mkv"));
        // Workers read another title than the planned one: its second scene differs.
        GeneratedTitle.sized(160, 96).at(5).scenes(9, 7).withTone(1).write(folder.resolve("title.mkv.other"));
        EncodeRequest request =
                EncodeRequest.of(new Location("faulty://swapped" + title), Location.of(folder.resolve("package")), 2);
        assertThatThrownBy(() -> encode(request))
                .isInstanceOf(FarmException.class)
                .hasMessageContaining("failed for good")
                .hasMessageContaining("not those that were planned with")
                .hasMessageContaining(folder.resolve("package.work").toString())
                .hasMessageNotContaining("\n");
        assertThat(events).anyMatch(FarmEvent.Retry.class::isInstance).anyMatch(FarmEvent.Failure.class::isInstance);
        Path beginning = folder.resolve("package");
        if (Files.exists(beginning)) {
            assertThat(PackageReader.open(beginning).title().growth()).isPresent();
        }
        // The stored results are right, and encoding the right input reuses them.
        encode(request());
        assertThat(PackageBytes.of(folder.resolve("package"))).isEqualTo(expected);
    }

    @Test
    void anUnknownMasterIsRefusedInOneLine() {
        assertThatThrownBy(() ->
                        Farm.on(new SparkEngine(), "sparc://nowhere", NO_PAGE).encode(request(), events::add))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("sparc://nowhere")
                .hasMessageNotContaining("\n");
    }

    @Test
    void theJvmOptionsAreThoseOfSparksLauncher() throws Exception {
        List<String> options =
                Files.readAllLines(Path.of(System.getProperty("starling.root"), "farm-spark", "spark.jvm")).stream()
                        .filter(it -> !it.startsWith("#"))
                        .toList();
        assertThat(options).containsExactly(JavaModuleOptions.defaultModuleOptionArray());
    }
}
