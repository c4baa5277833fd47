package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
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
    @CsvSource({"clock-back.ts, 150, 6", "clock-back-100ms.ts, 150, 6", "rate-48-32.ts, 150, 6", "flv-duration-20s.flv, 75, 3"})
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
}
