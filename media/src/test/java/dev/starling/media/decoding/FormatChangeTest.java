package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.film.ChangingTitle;
import dev.starling.libav.Frame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark {@code FormatChange} does the same at an hour. */
class FormatChangeTest {
    private static final int SECOND = 3;

    @TempDir
    Path directory;

    @Test
    void picturesAndSoundAreInStepAfterAllFormatsChange() throws IOException {
        ChangingTitle title = new ChangingTitle(SECOND);
        Path path = directory.resolve("change.ts");
        title.write(path);
        FlashAndTone read = FlashAndTone.of(path);
        assertThat(read.pictures()).isEqualTo(title.pictures());
        List<Double> flashes = read.flashes().stream().filter(it -> it > SECOND).toList();
        List<Double> tones = read.tones().stream().filter(it -> it > SECOND).toList();
        assertThat(flashes).hasSize(ChangingTitle.LAST_SECONDS);
        assertThat(tones).hasSize(ChangingTitle.LAST_SECONDS);
        for (int i = 0; i < ChangingTitle.LAST_SECONDS; i++) {
            assertThat(flashes.get(i)).isCloseTo(SECOND + i + 0.5, within(2 * title.pictureSeconds()));
            assertThat(tones.get(i)).isCloseTo(flashes.get(i), within(title.pictureSeconds()));
        }
    }

    @Test
    void laterPicturesAreFittedIntoTheFirstOnesSize() throws IOException {
        Path path = directory.resolve("change.ts");
        new ChangingTitle(SECOND).write(path);
        try (VideoReader reader = VideoReader.open(path, MediaLimits.DEFAULT, 1)) {
            for (Optional<Frame> next = reader.next(); next.isPresent(); next = reader.next()) {
                try (Frame frame = next.get()) {
                    assertThat(frame.size()).isEqualTo(ChangingTitle.FIRST_SIZE);
                }
            }
        }
    }
}
