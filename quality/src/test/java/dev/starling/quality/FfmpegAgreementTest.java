package dev.starling.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.starling.testkit.Ffmpeg;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SSIM and the bicubic scaler against the machine's {@code ffmpeg}, on real pictures. */
final class FfmpegAgreementTest {

    private static final Path SHARED = Path.of(System.getProperty("starling.shared", "../shared"));
    private static final Path CLIP = SHARED.resolve("clips/davis_blackswan_854x480_24.mkv");
    private static final Path ENCODED = SHARED.resolve("vmaf/pairs/davis_blackswan_854x480_24_crf30.mp4");
    private static final int FRAMES = 4;

    /**
     * Compares with the filter's C code. Its x86 code, which {@code -cpuflags 0} disables, differs in the fourth
     * decimal for planes whose width is not a multiple of 16.
     */
    @Test
    void ssimEqualsTheFilter() {
        assumeClips();
        Metric ssim = new Metric.Ssim();
        for (PixelFormat format : List.of(PixelFormat.YUV420P, PixelFormat.YUV420P10)) {
            String convert = "setpts=N/24/TB,format=" + format;
            StringBuilder text = new StringBuilder();
            Ffmpeg.run(
                    List.of(
                            "-cpuflags",
                            "0",
                            "-i",
                            ENCODED.toString(),
                            "-i",
                            CLIP.toString(),
                            "-filter_complex",
                            "[0:v]trim=end_frame=" + FRAMES + "," + convert + "[d];[1:v]trim=end_frame=" + FRAMES + ","
                                    + convert + "[r];[d][r]ssim=stats_file=-",
                            "-f",
                            "null",
                            "-"),
                    output -> text.append(new String(output.readAllBytes(), StandardCharsets.UTF_8)));
            Matcher lines =
                    Pattern.compile("Y:(\\S+) U:(\\S+) V:(\\S+) All:(\\S+)").matcher(text);
            List<PlanarFrame> references = DecodedFrames.of(CLIP, format, 854, 480, FRAMES);
            List<PlanarFrame> distorted = DecodedFrames.of(ENCODED, format, 854, 480, FRAMES);
            QualityMeter meter = new QualityMeter(List.of(ssim));
            for (int frame = 0; frame < FRAMES; frame++) {
                Score.Ssim score = (Score.Ssim) meter.measure(references.get(frame), distorted.get(frame))
                        .orElseThrow()
                        .score(ssim);

                assertThat(lines.find()).isTrue();
                assertThat(score.y()).isCloseTo(Double.parseDouble(lines.group(1)), within(1e-5));
                assertThat(score.cb()).isCloseTo(Double.parseDouble(lines.group(2)), within(1e-5));
                assertThat(score.cr()).isCloseTo(Double.parseDouble(lines.group(3)), within(1e-5));
                assertThat(score.all()).isCloseTo(Double.parseDouble(lines.group(4)), within(1e-5));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1280, 720, 8", "640, 360, 8", "1920, 1080, 10", "426, 240, 10", "854, 960, 8"})
    void scaledFramesEqualTheFilterButForFewSamples(int width, int height, int bitDepth) {
        assumeClips();
        PixelFormat format = new PixelFormat(ChromaSubsampling.YUV420, bitDepth);
        PlanarFrame source = DecodedFrames.of(CLIP, format, 854, 480, 1).getFirst();
        PlanarFrame expected = DecodedFrames.of(
                        CLIP,
                        format,
                        width,
                        height,
                        1,
                        "-vf",
                        "format=" + format + ",scale=" + width + ":" + height + ":flags=bicubic+accurate_rnd")
                .getFirst();

        PlanarFrame actual = new BicubicScaler(Kernels.fastest().rows(), format, 854, 480, width, height).scale(source);

        for (int component = 0; component < 3; component++) {
            int different = 0;
            int largest = 0;
            for (int y = 0; y < expected.planeHeight(component); y++) {
                for (int x = 0; x < expected.planeWidth(component); x++) {
                    int error = Math.abs(GeneratedFrames.sample(expected, component, x, y)
                            - GeneratedFrames.sample(actual, component, x, y));
                    largest = Math.max(largest, error);
                    different += error == 0 ? 0 : 1;
                }
            }
            // Nearly all of these are in the first two or three rows, which swscale weights slightly differently.
            int samples = expected.planeWidth(component) * expected.planeHeight(component);
            assertThat(different).as("samples that differ").isLessThan(samples / 500);
            assertThat(largest).as("largest difference").isLessThanOrEqualTo(2 << (bitDepth - 8));
        }
    }

    private static void assumeClips() {
        assumeTrue(Files.isReadable(CLIP) && Files.isReadable(ENCODED), "needs the clips in " + SHARED);
    }
}
