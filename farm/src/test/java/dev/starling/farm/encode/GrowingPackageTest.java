package dev.starling.farm.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.farm.FarmException;
import dev.starling.farm.GeneratedTitle;
import dev.starling.farm.PackageBytes;
import dev.starling.film.FlashTitle;
import dev.starling.film.MediaWriter.AudioTrack;
import dev.starling.film.MediaWriter.Spec;
import dev.starling.film.MediaWriter.VideoEncoder;
import dev.starling.film.MediaWriter.VideoTrack;
import dev.starling.libav.FrameSize;
import dev.starling.libav.MediaException;
import dev.starling.libav.Ratio;
import dev.starling.media.clip.ClipLengths;
import dev.starling.media.encoding.ClipEncoder;
import dev.starling.media.encoding.EncodingSettings;
import dev.starling.swarm.breed.cluster.ClustersFile;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.profile.FixedProfiles;
import dev.starling.swarm.title.Growth;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The package of a title while the title is encoded. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrowingPackageTest {
    /** 4 s in clips of one second. */
    private static final GeneratedTitle TITLE =
            GeneratedTitle.sized(96, 64).at(10).scenes(20, 20).withTone(1);

    private static final int CLIPS = 4;
    private static final ClipLengths LENGTHS = ClipLengths.between(Duration.ofMillis(500), Duration.ofSeconds(1));
    private static final int LOOK_AGAIN_MILLIS = 200;

    @TempDir
    Path folder;

    private Path input;

    @BeforeAll
    void writeInput(@TempDir Path shared) {
        input = TITLE.write(shared.resolve("title.mkv"));
    }

    private EncodeRequest request(Path output) {
        return request(input, output);
    }

    private static EncodeRequest request(Path input, Path output) {
        return EncodeRequest.of(input, output, 2)
                .withClusters(ClustersFile.usual())
                .withClipLengths(LENGTHS)
                .withTarget(new QualityTarget.RateFactor(FixedProfiles.BEST_CRF))
                .withTails(new TailRule(TailMode.EMERGENCY, 0));
    }

    /** The state of the package, checked; empty if there is none. */
    private static List<Title> state(Path output) throws IOException {
        if (!Files.exists(output)) {
            return List.of();
        }
        PackageReader reader = PackageReader.open(output);
        assertThat(reader.problems()).isEmpty();
        assertThat(reader.poster()).isPresent();
        return List.of(reader.title());
    }

    /** What is done before a clip is encoded. */
    private interface Before {
        void encodeOf(int clip) throws IOException, InterruptedException;
    }

    /** Encodes, and returns the states of the package before each of its encodes. */
    private List<Title> encode(Path output, Before before) throws Exception {
        List<Title> states = new ArrayList<>();
        Farm.Encoder watching = (clip, types, settings) -> {
            try {
                before.encodeOf(clip.index());
                synchronized (states) {
                    states.addAll(state(output));
                }
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
            return ClipEncoder.encode(clip, types, settings);
        };
        new Farm(UnaryOperator.identity(), watching).encode(request(output), event -> {});
        return states;
    }

    private void awaitClips(Path output, int clips) throws IOException, InterruptedException {
        try (WatchService watch = FileSystems.getDefault().newWatchService()) {
            folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            while (state(output).isEmpty() || state(output).getFirst().clips().size() < clips) {
                WatchKey changed = watch.poll(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
                if (changed != null) {
                    changed.reset();
                }
            }
        }
    }

    @Test
    void theBeginningIsThereWhileTheRestIsEncodedAndTheWholeIsAsIfWrittenAtOnce() throws Exception {
        Path grown = folder.resolve("grown");
        AtomicBoolean held = new AtomicBoolean();
        List<Title> states = encode(grown, clip -> {
            // One encode of the last clip waits; another core works on the clips before it.
            if (clip == CLIPS - 1 && held.compareAndSet(false, true)) {
                awaitClips(grown, CLIPS - 1);
            }
        });
        Title whole = PackageReader.open(grown).title();
        assertThat(whole.clips()).hasSize(CLIPS);
        assertThat(whole.growth()).isEmpty();
        assertThat(states).isNotEmpty().allSatisfy(state -> {
            Growth growth = state.growth().orElseThrow();
            assertThat(growth.maxClipTicks()).isEqualTo(Title.TIMESCALE);
            // The file states its duration without its last picture.
            assertThat(growth.expectedTicks().orElseThrow())
                    .isBetween(whole.durationTicks() * 9 / 10, whole.durationTicks());
            assertThat(state.goesOnIn(whole)).isTrue();
            assertThat(state.audio()).hasSameSizeAs(whole.audio());
        });
        assertThat(states.getLast().clips()).hasSize(CLIPS - 1);

        // Nothing but a whole package replaces a whole one, so this one is written at once.
        Path replaced = folder.resolve("replaced");
        new Farm().encode(request(replaced).withTails(TailRule.of(TailMode.NONE)), event -> {});
        assertThat(encode(replaced, clip -> {}))
                .isNotEmpty()
                .allSatisfy(state -> assertThat(state.growth()).isEmpty());
        assertThat(PackageBytes.of(grown)).isEqualTo(PackageBytes.of(replaced));
        assertThat(folder)
                .isDirectoryNotContaining(it -> it.getFileName().toString().startsWith("."));
    }

    @Test
    void aFailedEncodeLeavesNoBeginningAndTheNextRunGoesOn() throws Exception {
        Path output = folder.resolve("failed");
        AtomicReference<@Nullable EncodingSettings> failing = new AtomicReference<>();
        AtomicInteger clipsBefore = new AtomicInteger();
        Farm.Encoder encoder = (clip, types, settings) -> {
            boolean isLast = clip.index() == CLIPS - 1;
            if (!isLast || !(failing.compareAndSet(null, settings) || settings.equals(failing.get()))) {
                return ClipEncoder.encode(clip, types, settings);
            }
            try {
                awaitClips(output, CLIPS - 1);
                clipsBefore.set(state(output).getFirst().clips().size());
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
            throw MediaException.of(MediaException.Kind.IO, "no more");
        };
        assertThatThrownBy(() -> new Farm(UnaryOperator.identity(), encoder).encode(request(output), event -> {}))
                .isInstanceOf(FarmException.class)
                .hasMessageContaining("1 of the encodes failed");
        assertThat(clipsBefore).hasValue(CLIPS - 1);
        assertThat(output).doesNotExist();
        EncodeReport resumed = new Farm().encode(request(output), event -> {});
        assertThat(resumed.encoded()).isPositive().isLessThan(resumed.reused());
        assertThat(state(output).getFirst().clips()).hasSize(CLIPS);
    }

    /** Six seconds of key pictures, the last of which are zeros. The index lies at the end of the file. */
    private Path damagedInput() throws IOException {
        Path damaged = folder.resolve("damaged.mp4");
        VideoEncoder encoder = new VideoEncoder("libx264", Map.of("preset", "ultrafast", "g", "1"), "yuv420p");
        Spec spec = new Spec("mp4", VideoTrack.of(encoder, new FrameSize(96, 64), new Ratio(10, 1)));
        new FlashTitle(spec.withAudio(new AudioTrack("aac", 48_000, 1)), 60, 6).write(damaged);
        byte[] bytes = Files.readAllBytes(damaged);
        Arrays.fill(bytes, bytes.length * 7 / 10, bytes.length * 8 / 10, (byte) 0);
        return Files.write(damaged, bytes);
    }

    @Test
    void anEncodeThatIsRefusedForItsDamageLeavesNoBeginning() throws Exception {
        Path damaged = damagedInput();
        Path output = folder.resolve("refused");
        AtomicInteger clipsBefore = new AtomicInteger();
        AtomicBoolean held = new AtomicBoolean();
        Farm.Encoder encoder = (clip, types, settings) -> {
            // One encode of the second clip waits; another core works on the first one.
            if (clip.index() == 1 && held.compareAndSet(false, true)) {
                try {
                    awaitClips(output, 1);
                    clipsBefore.set(state(output).getFirst().clips().size());
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            return ClipEncoder.encode(clip, types, settings);
        };
        assertThatThrownBy(
                        () -> new Farm(UnaryOperator.identity(), encoder).encode(request(damaged, output), event -> {}))
                .isInstanceOf(FarmException.class)
                .hasMessageStartingWith(damaged + ": ")
                .hasMessageContaining("pictures are damaged so far, more than 2 %")
                .hasMessageEndingWith("with --max-damage");
        assertThat(clipsBefore.get()).isPositive();
        assertThat(output).doesNotExist();
        assertThat(folder)
                .isDirectoryNotContaining(it -> it.getFileName().toString().startsWith("."));
    }
}
