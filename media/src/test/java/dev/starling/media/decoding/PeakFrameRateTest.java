package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.film.MediaWriter;
import dev.starling.film.MediaWriter.Spec;
import dev.starling.film.MediaWriter.Timing;
import dev.starling.film.MediaWriter.VideoEncoder;
import dev.starling.film.MediaWriter.VideoTrack;
import dev.starling.h264.syntax.Level;
import dev.starling.libav.Colour;
import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Ratio;
import dev.starling.media.encoding.PictureFormat;
import dev.starling.media.encoding.StreamFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The level of H.264 follows the densest second of a title, whatever its mean rate is. */
class PeakFrameRateTest {
    private static final FrameSize SIZE = new FrameSize(160, 96);

    @TempDir
    Path directory;

    private SourceInfo info(String container, List<Long> times) {
        Path path = directory.resolve("title." + container);
        VideoEncoder encoder = new VideoEncoder("libx264", Map.of("preset", "ultrafast", "bf", "2"), "yuv420p");
        VideoTrack track = VideoTrack.of(encoder, SIZE, new Ratio(30, 1)).withTiming(Timing.VARIABLE);
        try (MediaWriter writer = MediaWriter.open(path, new Spec(container, track), Colour.BT601)) {
            for (int i = 0; i + 1 < times.size(); i++) {
                try (Frame frame = Frame.allocate(
                        SIZE.width(), SIZE.height(), Colour.BT601, times.get(i), times.get(i + 1) - times.get(i))) {
                    frame.luma().samples().fill((byte) (60 + i % 100));
                    frame.cb().samples().fill((byte) 128);
                    frame.cr().samples().fill((byte) 128);
                    writer.write(frame);
                }
            }
            writer.finish();
        }
        try (VideoReader reader = VideoReader.open(path, MediaLimits.DEFAULT, 1)) {
            return reader.info();
        }
    }

    private static List<Long> times(int... perSecond) {
        List<Long> times = new ArrayList<>();
        for (int second = 0; second < perSecond.length; second++) {
            for (int i = 0; i < perSecond[second]; i++) {
                times.add(second * 90_000L + i * 90_000L / perSecond[second]);
            }
        }
        times.add(perSecond.length * 90_000L);
        return times;
    }

    private static Level level(SourceInfo info) {
        return StreamFormat.usual(new PictureFormat(SIZE, Colour.BT601, info.averageFrameRate(), info.peakFrameRate()))
                .level();
    }

    /**
     * 60 macroblocks in a picture: level 1.1 allows 50 pictures per second, and level 1.2 allows 100. The mean rate is
     * 32.5; FFmpeg takes that of MP4 for 60.
     */
    @ParameterizedTest
    @ValueSource(strings = {"matroska", "mp4", "mpegts"})
    void theDensestSecondCounts(String container) {
        SourceInfo info = info(container, times(20, 20, 30, 60, 60, 30, 20, 20));
        assertThat(info.peakFrameRate().value()).isCloseTo(60, within(0.5));
        assertThat(level(info)).isEqualTo(Level.LEVEL_1_2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"matroska", "mp4", "mpegts"})
    void aConstantRateIsItsOwnPeakThoughStampsAreRounded(String container) {
        SourceInfo info = info(container, times(30, 30, 30));
        assertThat(info.peakFrameRate()).isEqualTo(info.averageFrameRate());
        assertThat(info.averageFrameRate().value()).isCloseTo(30, within(0.1));
    }
}
