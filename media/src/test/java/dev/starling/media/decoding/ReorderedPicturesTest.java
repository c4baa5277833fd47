package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.libav.Frame;
import dev.starling.testkit.Ffmpeg;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files with reordered pictures whose stamps are right. */
class ReorderedPicturesTest {
    private static final int PICTURES = 24;

    @TempDir
    Path directory;

    private Path title(String name, String seconds, String options) {
        Path path = directory.resolve(name);
        String command = "-f lavfi -i testsrc=s=96x96:r=25 -vf settb=1/1000,setpts=N*" + seconds
                + "/TB -fps_mode vfr -frames:v " + PICTURES
                + " -c:v libx264 -preset veryfast -bf 3 -b_strategy 0 -g 12 -enc_time_base 1:1000 -threads 1 " + options
                + " " + path;
        Ffmpeg.run(List.of(command.split(" +")), InputStream::readAllBytes);
        return path;
    }

    private static void assertEachLasts(Path path, long millis) {
        assertThat(SourceScan.of(path).times().shifts()).isEmpty();
        List<Long> times = new ArrayList<>();
        try (VideoReader reader = VideoReader.open(path, MediaLimits.DEFAULT, 1)) {
            for (Optional<Frame> next = reader.next(); next.isPresent(); next = reader.next()) {
                try (Frame frame = next.get()) {
                    times.add(Math.round(frame.presentationTime() / 90.0));
                }
            }
        }
        // Nothing follows the last packet that confirms its time. What is held for more than a second is repeated.
        assertThat(times)
                .containsAll(LongStream.range(0, PICTURES - 2)
                        .mapToObj(i -> i * millis)
                        .toList());
        long parts = Math.ceilDiv(millis, 1000);
        assertThat(times.size()).isBetween((int) ((PICTURES - 2) * parts), (int) (PICTURES * parts));
    }

    /** FFmpeg does not know the decoding times of the first ones. */
    @ParameterizedTest
    @CsvSource({"0.04, 40", "0.4, 400", "1.5, 1500", "3, 3000"})
    void slowPicturesOfMatroskaKeepTheirTimes(String seconds, long millis) {
        assertEachLasts(title("slow.mkv", seconds, ""), millis);
    }

    @Test
    void picturesOfMp4WithNegativeOffsetsKeepTheirTimes() {
        assertEachLasts(
                title("negative.mp4", "0.04", "-movflags +negative_cts_offsets -video_track_timescale 1000"), 40);
    }
}
