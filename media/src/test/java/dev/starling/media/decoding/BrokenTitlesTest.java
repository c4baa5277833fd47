package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.film.BrokenTitle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A few of the titles that the benchmark {@code BrokenTitles} encodes and plays. */
class BrokenTitlesTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 6, 7, 9, 10, 16, 17, 70, 90, 114, 142, 155, 307})
    void everyPictureIsReadAndEveryToneIsAtItsFlash(long seed) throws IOException {
        BrokenTitle title = BrokenTitle.of(seed);
        Path path = directory.resolve("broken.ts");
        title.write(path);
        FlashAndTone read = FlashAndTone.of(path);
        assertThat(read.pictures()).isEqualTo(title.pictures());
        assertThat(read.flashes()).hasSize(title.flashes());
        assertThat(read.tones()).hasSize(title.tones());
        for (double tone : read.tones()) {
            double flash = read.flashes().stream()
                    .min(Comparator.comparingDouble(it -> Math.abs(it - tone)))
                    .orElseThrow();
            assertThat(tone).isCloseTo(flash, within(title.pictureSeconds()));
        }
    }
}
