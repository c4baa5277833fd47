package dev.starling.h264.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LevelTest {

    @ParameterizedTest
    @CsvSource({
        // The highest rates and buffers that Annex A allows for common sizes, and the next step above each.
        "176, 144, 15, 4, 1",
        "176, 144, 15.2, 4, 1.1",
        "320, 240, 10, 3, 1.1",
        "352, 288, 15, 6, 1.2",
        "352, 288, 30, 6, 1.3",
        "352, 288, 30, 7, 2.1",
        "352, 576, 25, 6, 2.1",
        "720, 576, 12.5, 5, 2.2",
        "720, 576, 25, 5, 3",
        "1280, 720, 30, 5, 3.1",
        "1280, 720, 30, 6, 4",
        "1280, 720, 50, 5, 3.2",
        "1280, 720, 60, 5, 3.2",
        "1920, 1080, 30, 4, 4",
        "1920, 1080, 30.2, 4, 4.2",
        "1920, 1080, 29.97002997002997, 5, 5",
        "1920, 1080, 60, 4, 4.2",
        "2560, 1920, 30, 5, 5",
        "4096, 2304, 26, 5, 5.1",
        "3840, 2160, 30, 5, 5.1",
        "3840, 2160, 60, 5, 5.2",
        "8192, 4320, 30, 5, 6",
        "8192, 4320, 60, 5, 6.1",
        "8192, 4320, 120, 5, 6.2",
        // The sides decide: 2720 samples are 170 macroblocks, more than sqrt(8 * 3600).
        "2720, 16, 1, 1, 3.2",
        "16, 2720, 1, 1, 3.2",
    })
    void theLowestLevelIsThatOfTableA1(int width, int height, double framesPerSecond, int dpbFrames, String number) {
        var size = FrameSizeInMbs.covering(width, height);
        Level level = Level.lowestFor(size, framesPerSecond, dpbFrames);
        assertThat(level.number()).isEqualTo(number);
        assertThat(level.levelIdc()).isEqualTo((int) Math.round(10 * Double.parseDouble(number)));
        assertThat(level.allows(size, framesPerSecond, dpbFrames)).isTrue();
    }

    @Test
    void noLevelAllowsMoreThanTheHighest() {
        assertThatThrownBy(() -> Level.lowestFor(FrameSizeInMbs.covering(16_896, 16), 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no H.264 level allows 1056x1 macroblocks at 1.0 frames per second"
                        + " with 1 frames in the decoded picture buffer");
        assertThatThrownBy(() -> Level.lowestFor(FrameSizeInMbs.covering(8192, 4320), 121, 4))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Level.lowestFor(FrameSizeInMbs.covering(1920, 1080), 30, 90))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSizeCoversItsLastSamples() {
        assertThat(FrameSizeInMbs.covering(1920, 1080)).isEqualTo(new FrameSizeInMbs(120, 68));
        assertThat(FrameSizeInMbs.covering(1, 17)).isEqualTo(new FrameSizeInMbs(1, 2));
        assertThatThrownBy(() -> FrameSizeInMbs.covering(0, 16)).isInstanceOf(IllegalArgumentException.class);
    }
}
