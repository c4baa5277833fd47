package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.film.BrokenTitle;
import dev.starling.film.BrokenTitle.Kind;
import dev.starling.film.Content;
import dev.starling.film.FlashTitle;
import dev.starling.film.MediaWriter.AudioTrack;
import dev.starling.film.MediaWriter.Spec;
import dev.starling.film.MediaWriter.VideoEncoder;
import dev.starling.film.MediaWriter.VideoTrack;
import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Ratio;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A few of the titles that the benchmark {@code BrokenTitles} encodes and plays. */
class BrokenTitlesTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 6, 7, 9, 10, 16, 17, 44, 70, 90, 114, 142, 155, 307})
    void everyPictureIsReadAndEveryToneIsAtItsFlash(long seed) throws IOException {
        BrokenTitle title = BrokenTitle.of(seed, Kind.CLOCKS);
        Path path = directory.resolve("broken.ts");
        Content content = title.write(path);
        FlashAndTone read = FlashAndTone.of(path);
        assertThat(read.pictures()).isEqualTo(content.pictures());
        assertThat(read.undecodable()).isZero();
        assertThat(read.missing()).isZero();
        assertThat(read.flashes()).hasSize(content.marks().flashes());
        assertThat(read.tones()).hasSize(content.marks().tones());
        assertThat(read.tonesAtFlashes(title.pictureSeconds()))
                .isEqualTo(content.marks().tones());
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 3, 4, 1032, 1043, 1067, 1081, 1093})
    void whatIsNotLostIsReadOrToldAndInStep(long seed) throws IOException {
        BrokenTitle title = BrokenTitle.of(seed, Kind.PACKETS);
        Path path = directory.resolve("broken.ts");
        Content content = title.write(path);
        FlashAndTone read = FlashAndTone.of(path);
        assertThat(read.pictures()).isLessThanOrEqualTo(content.pictures());
        assertThat(read.pictures() + read.undecodable()).isGreaterThanOrEqualTo(content.wholePictures());
        assertThat(read.tonesAtFlashes(title.pictureSeconds()))
                .isGreaterThanOrEqualTo(content.marks().wholePairs());
    }

    /** More than FFmpeg skips at once. */
    @Test
    void garbageBetweenRecordingsAndAfterThemIsSkipped() throws IOException {
        VideoEncoder encoder = new VideoEncoder("libx264", Map.of("preset", "ultrafast"), "yuv420p");
        Spec spec = new Spec("mpegts", VideoTrack.of(encoder, new FrameSize(96, 96), new Ratio(25, 1)))
                .withAudio(new AudioTrack("aac", 44_100, 1));
        Path path = directory.resolve("garbage.ts");
        FlashTitle title = new FlashTitle(spec, 75, 3);
        title.write(path);
        byte[] recording = Files.readAllBytes(path);
        byte[] garbage = new byte[300_000];
        new Random(1).nextBytes(garbage);
        try (OutputStream file = Files.newOutputStream(path)) {
            file.write(recording);
            file.write(garbage);
            file.write(recording);
            file.write(garbage);
        }
        FlashAndTone read = FlashAndTone.of(path);
        assertThat(read.pictures()).isBetween(2 * title.pictures() - 2, 2 * title.pictures());
        assertThat(read.tones()).hasSize(2 * title.tones());
        assertThat(read.tonesAtFlashes(0.04)).isEqualTo(2 * title.tones());
    }

    /** They tell when packets are decoded, and nothing else. Of MPEG-4 Visual, FFmpeg takes B pictures' for more. */
    @ParameterizedTest
    @CsvSource({"avi, libx264, 96, 96", "avi, mpeg4, 96, 96", "gxf, mpeg2video, 720, 576"})
    void reorderedPicturesOfAviAndGxfAreEvenAndInStep(String container, String codec, int width, int height)
            throws IOException {
        VideoEncoder encoder = new VideoEncoder(codec, Map.of("bf", "2"), "yuv420p");
        Spec spec = new Spec(container, VideoTrack.of(encoder, new FrameSize(width, height), new Ratio(25, 1)))
                .withAudio(new AudioTrack("pcm_s16le", 48_000, 1));
        Path path = directory.resolve("reordered." + container);
        FlashTitle title = new FlashTitle(spec, 75, 3);
        title.write(path);
        FlashAndTone read = FlashAndTone.of(path);
        assertThat(read.pictures()).isEqualTo(75);
        assertThat(read.tonesAtFlashes(0.02)).isEqualTo(title.tones());
        assertThat(read.pictureEnd()).isEqualTo(3);
        assertThat(times(path))
                .containsExactlyElementsOf(
                        LongStream.range(0, 75).mapToObj(it -> it * 3_600).toList());
    }

    private static List<Long> times(Path path) throws IOException {
        List<Long> times = new ArrayList<>();
        try (VideoReader reader = VideoReader.open(path, MediaLimits.DEFAULT, 1)) {
            for (Optional<Frame> next = reader.next(); next.isPresent(); next = reader.next()) {
                try (Frame frame = next.get()) {
                    times.add(frame.presentationTime());
                }
            }
        }
        return times;
    }
}
