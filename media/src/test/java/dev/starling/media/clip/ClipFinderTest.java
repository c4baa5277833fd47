package dev.starling.media.clip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.film.MediaWriter.Spec;
import dev.starling.libav.Frame;
import dev.starling.libav.Plane;
import dev.starling.media.GeneratedFiles;
import dev.starling.media.clip.ClipFinder.Place;
import dev.starling.media.decoding.MediaLimits;
import dev.starling.media.decoding.VideoReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clips that are found again in any order equal those that reading from the start gives, sample by sample. */
class ClipFinderTest {
    private static final ClipLengths SHORT = ClipLengths.between(Duration.ofSeconds(1), Duration.ofSeconds(2));

    private static final int PICTURES = 400;

    @TempDir
    Path folder;

    private record Known(Place place, String pixels) {}

    static Stream<Arguments> files() {
        Map<String, String> openGops =
                Map.of("preset", "ultrafast", "crf", "20", "bf", "3", "x264-params", "open-gop=1:keyint=25");
        Map<String, String> refreshed =
                Map.of("preset", "ultrafast", "crf", "20", "x264-params", "intra-refresh=1:keyint=50");
        return Stream.of(
                Arguments.of("mp4", GeneratedFiles.spec("mp4", "libx264", openGops, "yuv420p")),
                Arguments.of("mkv", GeneratedFiles.spec("matroska", "libx264", openGops, "yuv420p")),
                Arguments.of("ts", GeneratedFiles.spec("mpegts", "libx264", openGops, "yuv420p")),
                Arguments.of("intra refresh", GeneratedFiles.spec("mp4", "libx264", refreshed, "yuv420p")),
                Arguments.of("no time stamps", GeneratedFiles.spec("h264", "libx264", openGops, "yuv420p")),
                Arguments.of("y4m", GeneratedFiles.spec("yuv4mpegpipe", "wrapped_avframe", Map.of(), "yuv420p")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void clipsAreFoundAgainInAnyOrder(String name, Spec spec) throws Exception {
        Path file = folder.resolve("title");
        GeneratedFiles.write(file, spec, PICTURES);
        List<Known> clips = read(file);
        assertThat(clips.size()).isGreaterThan(4);
        List<Known> order = new ArrayList<>(clips.reversed());
        order.addAll(clips);
        order.add(clips.get(2));
        try (ClipFinder finder = new ClipFinder(file, MediaLimits.DEFAULT)) {
            for (Known clip : order) {
                Optional<SourceClip> found =
                        finder.find(clip.place(), it -> pixels(it).equals(clip.pixels()));
                assertThat(found).as("clip %d", clip.place().index()).isPresent();
                found.get().close();
            }
        }
    }

    @Test
    void farAheadIsReachedWithoutDecodingWhatLiesBetween() throws Exception {
        Path file = folder.resolve("title.mp4");
        GeneratedFiles.write(
                file,
                GeneratedFiles.spec(
                        "mp4", "libx264", Map.of("preset", "ultrafast", "x264-params", "keyint=25"), "yuv420p"),
                PICTURES);
        List<Known> clips = read(file);
        Known last = clips.getLast();
        try (ClipFinder finder = new ClipFinder(file, MediaLimits.DEFAULT)) {
            finder.find(last.place(), it -> pixels(it).equals(last.pixels()))
                    .orElseThrow()
                    .close();
            assertThat(finder.skippedPictures()).isBetween(0L, 75L);
        }
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        Path file = folder.resolve("title.mp4");
        GeneratedFiles.write(file, GeneratedFiles.h264("mp4"), 60);
        try (ClipFinder finder = new ClipFinder(file, MediaLimits.DEFAULT)) {
            boolean cut = true;
            assertThat(finder.find(new Place(0, 0, 25, !cut), it -> false)).isEmpty();
            assertThat(finder.find(new Place(0, 1, 25, !cut), it -> true)).isEmpty();
            assertThat(finder.find(new Place(0, 0, 61, !cut), it -> true)).isEmpty();
            assertThat(finder.find(new Place(9, 90_000_000, 1, !cut), it -> true))
                    .isEmpty();
            Optional<SourceClip> first = finder.find(new Place(0, 0, 25, cut), it -> true);
            assertThat(first).isPresent();
            assertThat(first.get().startsAtSceneCut()).isTrue();
            first.get().close();
        }
    }

    private static List<Known> read(Path file) {
        List<Known> clips = new ArrayList<>();
        try (ClipReader reader = new ClipReader(VideoReader.open(file, MediaLimits.DEFAULT, 1), SHORT)) {
            for (Optional<SourceClip> clip = reader.next(); clip.isPresent(); clip = reader.next()) {
                try (SourceClip it = clip.get()) {
                    Place place = new Place(it.index(), it.start(), it.frames().size(), it.startsAtSceneCut());
                    clips.add(new Known(place, pixels(it)));
                }
            }
        }
        return clips;
    }

    private static String pixels(SourceClip clip) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Frame frame : clip.frames()) {
                digest.update(Long.toString(frame.presentationTime()).getBytes(StandardCharsets.US_ASCII));
                for (Plane plane : List.of(frame.luma(), frame.cb(), frame.cr())) {
                    for (int row = 0; row < plane.height(); row++) {
                        digest.update(plane.samples()
                                .asSlice(row * plane.strideBytes(), plane.width())
                                .asByteBuffer());
                    }
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
