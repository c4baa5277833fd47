package dev.starling.farm.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.farm.CpuMeter;
import dev.starling.farm.store.ContentKey;
import dev.starling.farm.store.DirectoryStore;
import dev.starling.farm.store.ResultStore;
import dev.starling.farm.task.ClipFacts;
import dev.starling.farm.task.MeasureTask;
import dev.starling.farm.task.MemberTask;
import dev.starling.farm.task.PictureTypesTask;
import dev.starling.farm.task.SourceFormat;
import dev.starling.farm.task.Task;
import dev.starling.farm.task.TaskException;
import dev.starling.farm.task.Workplace;
import dev.starling.libav.Colour;
import dev.starling.libav.Ratio;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.encoding.EncodedClip;
import dev.starling.media.encoding.EncodingSettings;
import dev.starling.media.encoding.GopStructure;
import dev.starling.swarm.profile.FixedProfiles;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.StructuralGenes;
import dev.starling.swarm.profile.Tuning.Preset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real tasks whose pictures cannot be had: what they do instead is up to the workplace of the test. */
class EmbeddedExecutorTest {
    @TempDir
    Path folder;

    private static PictureTypesTask task(int clip) {
        ClipFacts facts = new ClipFacts(clip, 0, 90_000, 1, false, ContentKey.of("pixels", clip));
        SourceFormat format = new SourceFormat(new PictureSize(64, 64), Colour.BT601, new Ratio(25, 1), "none");
        return new PictureTypesTask(facts, format, StructuralGenes.DEFAULT);
    }

    private record Site(ResultStore store, java.util.function.Function<ClipFacts, SourceClip> clips)
            implements Workplace {
        @Override
        public SourceClip pictures(ClipFacts clip, PictureSize size) {
            return clips.apply(clip);
        }

        @Override
        public List<Double> motion(ClipFacts clip) {
            throw new IllegalStateException("Nobody measures here");
        }

        @Override
        public CpuMeter cpu() {
            return new CpuMeter();
        }

        @Override
        public Path input() {
            throw new IllegalStateException("Nobody reads here");
        }

        @Override
        public EncodedClip encode(SourceClip clip, GopStructure types, EncodingSettings settings) {
            throw new IllegalStateException("Nobody encodes here");
        }

        @Override
        public void advanced(Task task, double seconds) {}
    }

    private EmbeddedExecutor executor(Cores cores, java.util.function.Function<ClipFacts, SourceClip> clips) {
        return new EmbeddedExecutor(new Site(new DirectoryStore(folder), clips), cores);
    }

    @Test
    void neverMoreTasksRunThanThereAreCoresAndAHeldCoreCounts() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Cores cores = new Cores(3);
        List<Future<?>> done = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
                Cores.Held _ = cores.hold();
                EmbeddedExecutor executor = executor(cores, clip -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    for (int i = 0; i < 1000; i++) {
                        Thread.onSpinWait();
                    }
                    running.decrementAndGet();
                    throw new IllegalStateException("no pictures");
                })) {
            for (int i = 0; i < 60; i++) {
                int clip = i;
                done.add(callers.submit(() -> {
                    assertThatThrownBy(() -> executor.run(task(clip))).isInstanceOf(TaskException.class);
                    return clip;
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        }
        assertThat(most.get()).isBetween(1, 2);
    }

    @Test
    void earlierClipsGoFirst() throws Exception {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch firstRuns = new CountDownLatch(1);
        CountDownLatch allWait = new CountDownLatch(1);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
                EmbeddedExecutor executor = executor(new Cores(1), clip -> {
                    order.add(clip.index());
                    firstRuns.countDown();
                    await(allWait);
                    throw new IllegalStateException("no pictures");
                })) {
            List<Future<?>> done = new ArrayList<>();
            for (int clip : new int[] {9, 4, 7, 1}) {
                done.add(callers.submit(() -> {
                    executor.run(task(clip));
                    return clip;
                }));
                await(firstRuns);
                while (executor.waitingTasks() < done.size() - 1) {
                    Thread.onSpinWait();
                }
            }
            allWait.countDown();
            for (Future<?> each : done) {
                assertThatThrownBy(each::get).hasCauseInstanceOf(TaskException.class);
            }
        }
        assertThat(order).containsExactly(9, 1, 4, 7);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aFailureNamesTheTaskAndCarriesTheReason() {
        try (EmbeddedExecutor executor = executor(new Cores(1), clip -> {
            throw new IllegalStateException("the encoder's last words");
        })) {
            assertThatThrownBy(() -> executor.run(task(5)))
                    .isInstanceOf(TaskException.class)
                    .hasMessage("picture types of clip 5: the encoder's last words");
        }
    }

    @Test
    void aClosedExecutorTakesNothingMore() {
        EmbeddedExecutor executor = executor(new Cores(2), clip -> {
            throw new IllegalStateException("no pictures");
        });
        executor.close();
        executor.close();
        assertThatThrownBy(() -> executor.run(task(0))).isInstanceOf(CancellationException.class);
    }

    @Test
    void storageThatFailsIsNoFailureOfTheTask() {
        ResultStore broken = new ResultStore() {
            @Override
            public java.util.Optional<byte[]> find(ContentKey key) throws IOException {
                throw new IOException("disk on fire");
            }

            @Override
            public void put(ContentKey key, byte[] content) throws IOException {
                throw new IOException("disk on fire");
            }
        };
        MemberTask member = new MemberTask(
                task(0).clip(),
                task(0).source(),
                new GopStructure(List.of(dev.starling.media.encoding.PictureType.IDR)),
                FixedProfiles.forSource(new PictureSize(64, 64), Preset.MEDIUM, FixedProfiles.BEST_CRF)
                        .getFirst());
        try (EmbeddedExecutor executor = new EmbeddedExecutor(
                new Site(broken, clip -> {
                    throw new IllegalStateException("no pictures");
                }),
                new Cores(1))) {
            assertThatThrownBy(() -> executor.run(new MeasureTask(member)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("disk on fire");
        }
    }
}
