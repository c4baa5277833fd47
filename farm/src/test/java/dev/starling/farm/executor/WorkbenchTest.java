package dev.starling.farm.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.farm.GeneratedTitle;
import dev.starling.farm.store.ContentKey;
import dev.starling.farm.store.DirectoryStore;
import dev.starling.farm.store.InputFile;
import dev.starling.farm.store.ResultStore;
import dev.starling.farm.task.ClipFacts;
import dev.starling.farm.task.PictureTypesTask;
import dev.starling.farm.task.SourceFormat;
import dev.starling.farm.task.TaskException;
import dev.starling.libav.Colour;
import dev.starling.libav.Ratio;
import dev.starling.media.clip.ClipLengths;
import dev.starling.media.clip.ClipReader;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.decoding.MediaLimits;
import dev.starling.media.decoding.VideoReader;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.StructuralGenes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkbenchTest {
    private static final GeneratedTitle TITLE =
            GeneratedTitle.sized(96, 64).at(5).scenes(30, 70);

    @TempDir
    Path folder;

    private Path input;
    private ResultStore store;
    private final List<PictureTypesTask> tasks = new ArrayList<>();

    @BeforeEach
    void readClips() {
        input = TITLE.write(folder.resolve("title.mkv"));
        store = new DirectoryStore(folder.resolve("store"));
        SourceFormat format = new SourceFormat(new PictureSize(96, 64), Colour.BT601, new Ratio(5, 1), "test");
        ClipLengths lengths = ClipLengths.between(Duration.ofSeconds(1), Duration.ofSeconds(2));
        try (ClipReader reader = new ClipReader(VideoReader.open(input, MediaLimits.DEFAULT, 1), lengths)) {
            for (Optional<SourceClip> clip = reader.next(); clip.isPresent(); clip = reader.next()) {
                try (SourceClip it = clip.get()) {
                    tasks.add(new PictureTypesTask(ClipFacts.of(it), format, StructuralGenes.DEFAULT));
                }
            }
        }
        assertThat(tasks).hasSizeGreaterThan(8);
    }

    private Workbench bench() {
        return new Workbench(store, InputFile.of(input), MediaLimits.DEFAULT);
    }

    @Test
    void tasksOfAnyClipsInAnyOrderAtTheSameTimeAreDone() throws Exception {
        List<PictureTypesTask> mixed = new ArrayList<>(tasks);
        mixed.addAll(tasks);
        Collections.reverse(mixed);
        try (Workbench bench = bench();
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> done = new ArrayList<>();
            for (PictureTypesTask task : mixed) {
                done.add(threads.submit(() -> {
                    bench.perform(task);
                    return null;
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
            assertThat(bench.clipsInMemory()).isBetween(1, 4);
        }
        for (PictureTypesTask task : tasks) {
            assertThat(PictureTypesTask.read(store.find(task.key()).orElseThrow())
                            .types())
                    .hasSize(task.clip().frameCount());
        }
    }

    @Test
    void picturesThatAreNotThoseThatWereMeantFailTheTask() throws Exception {
        ClipFacts clip = tasks.getFirst().clip();
        ClipFacts other = new ClipFacts(
                clip.index(),
                clip.startTicks(),
                clip.durationTicks(),
                clip.frameCount(),
                clip.startsAtSceneCut(),
                ContentKey.of("other"));
        PictureTypesTask task = new PictureTypesTask(other, tasks.getFirst().source(), StructuralGenes.DEFAULT);
        try (Workbench bench = bench()) {
            assertThatThrownBy(() -> bench.perform(task))
                    .isInstanceOf(TaskException.class)
                    .hasMessageContaining(input.toString())
                    .hasMessageContaining("not those that were planned with");
            assertThat(bench.clipsInMemory()).isZero();
            assertThat(store.find(task.key())).isEmpty();
            bench.perform(tasks.getFirst());
        }
    }

    @Test
    void anInputThatIsNotThereFailsTheTaskAndABenchThatIsClosedTakesNone() throws Exception {
        try (Workbench bench = new Workbench(store, InputFile.of(folder.resolve("missing.mkv")), MediaLimits.DEFAULT)) {
            assertThatThrownBy(() -> bench.perform(tasks.getFirst()))
                    .isInstanceOf(TaskException.class)
                    .hasMessageContaining("missing.mkv");
        }
        Workbench closed = bench();
        closed.close();
        assertThatThrownBy(() -> closed.perform(tasks.getFirst())).isInstanceOf(TaskException.class);
    }
}
