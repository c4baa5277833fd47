package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.MediaException;
import dev.starling.libav.MediaException.Kind;
import dev.starling.media.GeneratedPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that went wrong; skipped where they are missing. */
class GivenFilesTest {
    private static final double PICTURE_SECONDS = 0.04;

    private static Path given(String name) {
        Path path = Path.of(System.getProperty("starling.shared", "shared"))
                .resolve("inputs")
                .resolve(name);
        Assumptions.assumeTrue(Files.isReadable(path), () -> "skipped: " + path + " is not there");
        return path;
    }

    /** White flashes and tones of 0.1 s. */
    @ParameterizedTest
    @CsvSource({
        "clock-back.ts, 150, 6",
        "clock-back-100ms.ts, 150, 6",
        "rate-48-32.ts, 150, 6",
        "flv-duration-20s.flv, 75, 3"
    })
    void tonesAreAtTheirFlashesToTheEnd(String name, int pictures, int flashes) throws IOException {
        FlashAndTone title = FlashAndTone.of(given(name));
        assertThat(title.pictures()).isEqualTo(pictures);
        assertThat(title.flashes()).hasSize(flashes);
        assertThat(title.tones()).hasSize(flashes);
        for (int i = 0; i < flashes; i++) {
            assertThat(title.tones().get(i)).isCloseTo(title.flashes().get(i), within(PICTURE_SECONDS));
        }
        assertThat(title.pictureEnd()).isCloseTo(pictures * PICTURE_SECONDS, within(PICTURE_SECONDS));
        assertThat(title.soundEnd()).isCloseTo(title.pictureEnd(), within(PICTURE_SECONDS));
    }

    @Test
    void aTitleWhoseSoundEndsEarlyHasAllItsPictures() throws IOException {
        FlashAndTone title = FlashAndTone.of(given("short-sound.mp4"));
        assertThat(title.pictures()).isEqualTo(400);
        assertThat(title.pictureEnd()).isEqualTo(80);
        assertThat(title.soundEnd()).isCloseTo(15, within(0.05));
    }

    @ParameterizedTest
    @CsvSource({"encrypted.mp4, ENCRYPTED, encrypted", "cut.mkv, TRUNCATED, truncated"})
    void whatCannotBeUsedIsRefusedAtOnce(String name, Kind kind, String words) {
        Path path = given(name);
        assertThatThrownBy(() -> VideoReader.open(path, MediaLimits.DEFAULT, 1))
                .isInstanceOfSatisfying(
                        MediaException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(path.toString())
                .hasMessageContaining(words)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void picturesThatAreGoneAreCounted() {
        try (VideoReader reader = VideoReader.open(given("zeroed.mp4"), MediaLimits.DEFAULT, 1)) {
            long end = 0;
            int pictures = 0;
            for (Optional<Frame> next = reader.next(); next.isPresent(); next = reader.next()) {
                end = next.get().presentationTime() + next.get().duration();
                pictures++;
                next.get().close();
            }
            assertThat(reader.damage().packets()).isEqualTo(75);
            assertThat(reader.damage().undecodable()).isEqualTo(75 - pictures);
            assertThat(reader.expectedEnd()).isEqualTo(3 * 90_000);
            assertThat(end).isLessThan(2 * 90_000);
        }
    }

    /** 352x288, at first with samples of 16:15, then of 64:45: 376x288, then 500x288. */
    @Test
    void picturesOfAnotherShapeAreFittedIntoTheFirstOnes() {
        try (VideoReader reader = VideoReader.open(given("sar-change.ts"), MediaLimits.DEFAULT, 1)) {
            FrameSize size = reader.info().geometry().displayed();
            List<Integer> barRows = new ArrayList<>();
            for (Optional<Frame> next = reader.next(); next.isPresent(); next = reader.next()) {
                try (Frame frame = next.get()) {
                    assertThat(frame.size()).isEqualTo(size);
                    barRows.add(blackRows(frame));
                }
            }
            assertThat(barRows).hasSize(50);
            int expected = (int) Math.round((size.height() - size.height() * (double) size.width() / 501) / 2);
            assertThat(barRows.subList(0, 25)).allMatch(rows -> rows == 0);
            assertThat(barRows.subList(25, 50)).allMatch(rows -> Math.abs(rows - expected) <= 2);
        }
    }

    /** The rows at the top that are black from side to side. */
    private static int blackRows(Frame frame) {
        int rows = 0;
        while (rows < frame.height() && isBlack(frame, rows)) {
            rows++;
        }
        return rows;
    }

    private static boolean isBlack(Frame frame, int row) {
        return IntStream.range(0, frame.width()).allMatch(x -> GeneratedPictures.sample(frame.luma(), x, row) <= 17);
    }

    @ParameterizedTest
    @CsvSource({"anim.gif, 10, gif", "real.rm, 25, rm"})
    void unusualContainersAreRead(String name, int pictures, String container) {
        try (VideoReader reader = VideoReader.open(given(name), MediaLimits.DEFAULT, 1)) {
            assertThat(reader.info().container()).isEqualTo(container);
            int count = 0;
            for (Optional<Frame> next = reader.next(); next.isPresent(); next = reader.next()) {
                next.get().close();
                count++;
            }
            assertThat(count).isEqualTo(pictures);
            assertThat(reader.damage().damaged()).isZero();
        }
    }
}
