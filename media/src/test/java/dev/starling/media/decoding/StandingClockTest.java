package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.libav.Frame;
import dev.starling.testkit.Ffmpeg;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures whose stamps repeat, or that have none. */
class StandingClockTest {
    private static final double PICTURE_SECONDS = 0.04;

    @TempDir
    Path directory;

    private static void assertEvenAndInStep(Path path, int pictures) throws IOException {
        try (VideoReader reader = VideoReader.open(path, MediaLimits.DEFAULT, 1)) {
            List<Long> times = new ArrayList<>();
            for (Optional<Frame> next = reader.next(); next.isPresent(); next = reader.next()) {
                times.add(next.get().presentationTime());
                next.get().close();
            }
            assertThat(times).hasSize(pictures);
            assertThat(reader.guessedTimes()).isPositive().isLessThan(pictures);
            for (int i = 0; i < pictures; i++) {
                assertThat(times.get(i)).as("picture " + i).isCloseTo(i * 3600L, within(360L));
            }
        }
        FlashAndTone read = FlashAndTone.of(path);
        assertThat(read.tones()).hasSize(pictures / 25);
        assertThat(read.tonesAtFlashes(PICTURE_SECONDS)).isEqualTo(pictures / 25);
    }

    /**
     * Stamps in milliseconds. The clock stands to the end; it is right again after it stood, or goes on where it stood;
     * it stands from the start; it stands twice.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "40*if(gte(N,60),60,N)",
                "40*if(between(N,40,84),40,N)",
                "40*if(between(N,40,84),40,if(gte(N,85),N-44,N))",
                "40*if(lt(N,30),0,N)",
                "40*if(between(N,20,49),20,if(between(N,60,79),60,N))",
            })
    void picturesAreAsFarApartAsUsual(String stamps) throws IOException {
        Path path = directory.resolve("standing.mkv");
        String filter = "setts=ts='" + stamps + "'";
        Files.write(
                path,
                LateStreamsTest.title(5, 25, 0, "-c:v", "libx264", "-c:a", "aac", "-bsf:v", filter, "-f", "matroska"));
        assertEvenAndInStep(path, 125);
    }

    @Test
    void theClockOfAnMp4FileMayStandFromItsStart() throws IOException {
        Path source = directory.resolve("source.mkv");
        Files.write(source, LateStreamsTest.title(4, 25, 0, "-c:v", "libx264", "-c:a", "aac", "-f", "matroska"));
        Path path = directory.resolve("standing.mp4");
        Ffmpeg.run(
                List.of("-i", source.toString(), "-c", "copy", "-f", "mp4", "-y", path.toString()),
                output -> output.transferTo(OutputStream.nullOutputStream()));
        byte[] bytes = Files.readAllBytes(path);
        int table = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("stts");
        ByteBuffer box = ByteBuffer.wrap(bytes);
        for (int entry = 0; entry < box.getInt(table + 8); entry++) {
            box.putInt(table + 16 + 8 * entry, 0);
        }
        Files.write(path, bytes);
        assertEvenAndInStep(path, 100);
    }

    /** In a program stream, only one of some pictures has a stamp. */
    @ParameterizedTest
    @CsvSource({"0, +ildct+ilme", "2, +ildct+ilme", "2, +bitexact", "0, +bitexact"})
    void theEndIsExpectedWhereItIs(String reordered, String flags) throws IOException {
        Path path = directory.resolve("title.vob");
        Files.write(
                path,
                LateStreamsTest.title(
                        4, 25, 0, "-c:v", "mpeg2video", "-bf", reordered, "-flags", flags, "-c:a", "mp2", "-f", "vob"));
        try (VideoReader reader = VideoReader.open(path, MediaLimits.DEFAULT, 1)) {
            long end = 0;
            for (Optional<Frame> next = reader.next(); next.isPresent(); next = reader.next()) {
                end = next.get().presentationTime() + next.get().duration();
                next.get().close();
            }
            assertThat(end).isEqualTo(4 * 90_000);
            assertThat(reader.expectedEnd()).isCloseTo(end, within(3600L)).isLessThanOrEqualTo(end);
        }
    }
}
