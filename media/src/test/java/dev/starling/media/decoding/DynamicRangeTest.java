package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.libav.Frame;
import dev.starling.media.GeneratedPictures;
import dev.starling.testkit.Ffmpeg;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recordings that were joined, some of high and some of standard dynamic range. */
class DynamicRangeTest {
    @TempDir
    private Path directory;

    /** A ramp of greys. */
    private static byte[] recording(String range, int startSeconds) {
        String colours = switch (range) {
            case "pq" -> "-color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc -pix_fmt yuv420p10le";
            case "hlg" -> "-color_primaries bt2020 -color_trc arib-std-b67 -colorspace bt2020nc -pix_fmt yuv420p10le";
            default -> "-color_primaries bt709 -color_trc bt709 -colorspace bt709 -pix_fmt yuv420p";
        };
        String source = "gradients=s=96x96:r=25:d=0.4:c0=black:c1=white:x0=0:y0=0:x1=95:y1=0:speed=0.00001";
        List<String> arguments = new ArrayList<>(List.of("-f", "lavfi", "-i", source, "-threads", "1"));
        arguments.addAll(List.of(("-c:v libx264 -preset ultrafast -g 10 " + colours).split(" ", -1)));
        arguments.addAll(List.of("-f", "mpegts", "-output_ts_offset", "" + startSeconds, "-"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Ffmpeg.run(arguments, output -> output.transferTo(bytes));
        return bytes.toByteArray();
    }

    /** The middle row of each picture. */
    private List<List<Integer>> read(byte[]... parts) throws IOException {
        Path path = directory.resolve("title.ts");
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(file::writeBytes);
        Files.write(path, file.toByteArray());
        List<List<Integer>> rows = new ArrayList<>();
        try (VideoReader reader = VideoReader.open(path, MediaLimits.DEFAULT, 1)) {
            for (Optional<Frame> next = reader.next(); next.isPresent(); next = reader.next()) {
                try (Frame frame = next.get()) {
                    List<Integer> row = new ArrayList<>();
                    for (int x = 0; x < frame.width(); x++) {
                        row.add(GeneratedPictures.sample(frame.luma(), x, frame.height() / 2));
                    }
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    @ParameterizedTest
    @ValueSource(strings = {"sdr pq", "pq sdr", "hlg pq sdr"})
    void eachPartLooksAsItDoesByItself(String ranges) throws IOException {
        List<byte[]> parts = new ArrayList<>();
        List<List<Integer>> expected = new ArrayList<>();
        Set<List<Integer>> looks = new HashSet<>();
        for (String range : ranges.split(" ", -1)) {
            parts.add(recording(range, 10 + 100 * parts.size()));
            List<List<Integer>> alone = read(parts.getLast());
            assertThat(alone).hasSize(10);
            expected.addAll(alone);
            looks.add(alone.getFirst());
        }
        assertThat(looks).hasSameSizeAs(parts);
        assertThat(read(parts.toArray(byte[][]::new))).isEqualTo(expected);
    }
}
