package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.libav.Frame;
import dev.starling.libav.MediaException;
import dev.starling.media.decoding.LateStreamsTest.Spans;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Containers whose times are not those of presentation, or of which a track has none. */
class TrackTimesTest {
    private static final int RATE = 25;
    private static final int SECONDS = 3;
    /** Version, flags, and two times of 32 bits: ISO/IEC 14496-12, 8.4.2. */
    private static final int BYTES_BEFORE_SCALE = 12;

    @TempDir
    Path directory;

    /** Reordered pictures of these have decoding times alone. */
    @ParameterizedTest
    @CsvSource({"asf, libx264, 2", "asf, mpeg2video, 2", "asf, libx264, 0", "avi, libx264, 2"})
    void soundIsInStepWherePicturesHaveDecodingTimesAlone(String container, String encoder, int reordered)
            throws IOException {
        byte[] title = LateStreamsTest.title(
                SECONDS, RATE, 0, "-c:v", encoder, "-bf", "" + reordered, "-c:a", "mp2", "-f", container);
        FlashAndTone read = FlashAndTone.of(Files.write(directory.resolve("title"), title));
        assertThat(read.pictures()).isEqualTo(SECONDS * RATE);
        assertThat(read.flashes()).hasSize(SECONDS);
        assertThat(read.tonesAtFlashes(1.0 / RATE)).isEqualTo(SECONDS);
    }

    /**
     * AVI counts reordered pictures by their decoding. Where few pictures follow the first one at once, that is much
     * later; of the last ones it does not tell when they are shown.
     */
    @ParameterizedTest
    @CsvSource({"'eq(n\\,0)+gt(n\\,30)', 3, 0", "'eq(n\\,0)+eq(mod(n\\,25)\\,13)+eq(mod(n\\,25)\\,16)', 3, 2"})
    void picturesOfAviThatArePausedAreInStep(String pictures, int flashes, int guessed) throws IOException {
        String[] format = "-c:v libx264 -bf 2 -fps_mode passthrough -c:a mp2 -f avi -vf".split(" ");
        List<String> all = new ArrayList<>(List.of(format));
        all.add("select=" + pictures);
        byte[] title = LateStreamsTest.title(SECONDS + 1, RATE, 0, all.toArray(String[]::new));
        Path path = Files.write(directory.resolve("paused.avi"), title);
        FlashAndTone read = FlashAndTone.of(path);
        assertThat(read.tonesAtFlashes(1.0 / RATE)).isEqualTo(flashes);
        try (VideoReader reader = VideoReader.open(path, MediaLimits.DEFAULT, 1)) {
            for (Optional<Frame> next = reader.next(); next.isPresent(); next = reader.next()) {
                next.get().close();
            }
            assertThat(reader.guessedTimes()).isEqualTo(guessed);
            assertThat(reader.expectedEnd() / 90_000.0).isLessThan(read.pictureEnd() + 0.1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aTrackWithoutATimeScaleIsRefused(int track) throws IOException {
        byte[] title = LateStreamsTest.title(
                SECONDS, RATE, 0, "-c:v", "libx264", "-c:a", "aac", "-f", "mp4", "-movflags", "frag_keyframe");
        int at = -1;
        for (int i = 0; i <= track; i++) {
            at = new String(title, StandardCharsets.ISO_8859_1).indexOf("mdhd", at + 1);
        }
        ByteBuffer.wrap(title).putInt(at + Integer.BYTES + BYTES_BEFORE_SCALE, 0);
        Path path = Files.write(directory.resolve("untimed.mp4"), title);
        assertThatThrownBy(() -> SourceScan.of(path))
                .isInstanceOf(MediaException.class)
                .hasMessageStartingWith(path + ": the header of a track (mdhd) has no valid time scale");
    }

    /** Other containers declare the end that was meant. */
    @ParameterizedTest
    @CsvSource({"mpegts, 10", "flv, 4", "matroska, 4", "mp4, 4"})
    void theEndOfARecordingIsMissingWhereSoundRunsOn(String container, int endSeconds) throws IOException {
        byte[] title = LateStreamsTest.title(
                new Spans(4, 0, 10),
                RATE,
                "-c:v",
                "libx264",
                "-c:a",
                "aac",
                "-f",
                container,
                "-movflags",
                "frag_keyframe");
        Path path = Files.write(directory.resolve("early." + container), title);
        try (VideoReader reader = VideoReader.open(path, MediaLimits.DEFAULT, 1)) {
            assertThat(reader.damage().missing()).isCloseTo((endSeconds - 4L) * RATE, within(2L));
            assertThat(reader.expectedEnd()).isCloseTo(endSeconds * 90_000L, within(9_000L));
        }
    }
}
