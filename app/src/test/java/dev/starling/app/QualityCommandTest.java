package dev.starling.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on generated YUV4MPEG2 files, which FFmpeg reads like any other video. */
class QualityCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void reportsEveryMetricAndTheModel() throws IOException {
        Path reference = video("reference.y4m", 64, 64, 3, 0);
        Path distorted = video("distorted.y4m", 64, 64, 3, 4);

        assertThat(run("quality", reference.toString(), distorted.toString(), "--json"))
                .as(err.toString())
                .isZero();

        JsonNode result = new ObjectMapper().readTree(out.toString());
        assertThat(result.get("frames").intValue()).isEqualTo(3);
        JsonNode metrics = result.get("metrics");
        assertThat(metrics.get("psnr").get("mean").doubleValue())
                .isCloseTo(10 * Math.log10(255 * 255 / 16.0), within(1e-9));
        assertThat(metrics.get("ssim").get("min").doubleValue()).isBetween(0.9, 1.0);
        assertThat(metrics.get("vmaf").get("model").textValue()).isEqualTo("starling-vmaf-fit");
        assertThat(metrics.get("vmaf-neg").get("model").textValue()).isEqualTo("starling-vmaf-fit-neg");
        for (JsonNode metric : metrics) {
            assertThat(metric.get("p5").doubleValue())
                    .isGreaterThanOrEqualTo(metric.get("min").doubleValue());
            assertThat(metric.get("harmonicMean").doubleValue())
                    .isLessThanOrEqualTo(metric.get("mean").doubleValue() + 1e-9);
        }
    }

    @Test
    void differentNumbersOfFramesAreNamedUnlessFewerAreAskedFor() throws IOException {
        Path longer = video("longer.y4m", 64, 64, 5, 0);
        Path shorter = video("shorter.y4m", 64, 64, 3, 0);

        assertThat(run("quality", longer.toString(), shorter.toString(), "--metrics", "psnr"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("longer.y4m has 5 frames").contains("shorter.y4m has 3");
        assertThat(run("quality", longer.toString(), shorter.toString(), "--metrics", "psnr", "--frames", "3"))
                .isZero();
        assertThat(out.toString()).contains("3 frames, 3 scored").contains("psnr");
        assertThat(run("quality", longer.toString(), shorter.toString(), "--metrics", "psnr", "--frames", "4"))
                .isEqualTo(1);
    }

    @Test
    void aSmallerVideoIsScaledAndATooSmallOneRefused() throws IOException {
        Path reference = video("reference.y4m", 128, 96, 2, 0);
        Path half = video("half.y4m", 64, 64, 2, 0);
        Path tiny = video("tiny.y4m", 32, 32, 2, 0);

        assertThat(run("quality", reference.toString(), half.toString(), "--metrics", "ssim", "--subsample", "2"))
                .isZero();
        assertThat(out.toString()).contains("2 frames, 1 scored");
        assertThat(run("quality", reference.toString(), tiny.toString(), "--metrics", "ssim"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("tiny.y4m").contains("32x32");
    }

    @Test
    void tenBitsAreComparedAsTenBitsAndOnlyWithTenBits() throws IOException {
        Path reference = deepVideo("reference10.y4m", 64, 64, 3, 0);
        Path distorted = deepVideo("distorted10.y4m", 64, 64, 3, 1);
        Path eight = video("eight.y4m", 64, 64, 3, 0);

        assertThat(run("quality", reference.toString(), distorted.toString(), "--json"))
                .as(err.toString())
                .isZero();
        JsonNode metrics = new ObjectMapper().readTree(out.toString()).get("metrics");
        // A step of 1 in 1023 is invisible with 8 bits.
        assertThat(metrics.get("psnr").get("mean").doubleValue()).isCloseTo(20 * Math.log10(1023), within(1e-9));
        assertThat(metrics.get("vmaf").get("mean").doubleValue()).isBetween(90.0, 100.0);
        assertThat(run("quality", reference.toString(), eight.toString())).isEqualTo(1);
        assertThat(err.toString())
                .contains("reference10.y4m", "eight.y4m", "reference is yuv420p10le, distorted is yuv420p");
    }

    /** What FFmpeg's filters psnr and ssim give after {@code scale=320:180:flags=bicubic+accurate_rnd}. */
    @Test
    void aDeclaredAspectRatioPlaysNoPart() throws IOException {
        Path inputs = Path.of(System.getProperty("starling.shared", "../shared"), "inputs");
        assumeTrue(Files.isReadable(inputs.resolve("ref.mp4")), () -> "skipped: " + inputs + "/ref.mp4 is not there");
        for (String distorted : new String[] {"dist-sar.mp4", "dist-square.mp4"}) {
            out.getBuffer().setLength(0);
            assertThat(run(
                            "quality",
                            inputs.resolve("ref.mp4").toString(),
                            inputs.resolve(distorted).toString(),
                            "--metrics",
                            "psnr,ssim",
                            "--json"))
                    .as(err.toString())
                    .isZero();
            JsonNode metrics = new ObjectMapper().readTree(out.toString()).get("metrics");
            assertThat(metrics.get("psnr").get("mean").doubleValue()).isCloseTo(31.91, within(0.02));
            assertThat(metrics.get("ssim").get("mean").doubleValue()).isCloseTo(0.9321, within(1e-4));
        }
    }

    @Test
    void badOptionsAreBadUsage() {
        assertThat(run("quality", "a.mp4", "b.mp4", "--metrics", "vmaf,butteraugli"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("butteraugli");
        assertThat(run("quality", "a.mp4", "b.mp4", "--subsample", "0")).isEqualTo(2);
        assertThat(run("quality", "a.mp4", "b.mp4", "--frames", "0")).isEqualTo(2);
    }

    private int run(String... args) {
        return Starling.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    /** Like {@link #video}, with 10 bits. */
    private Path deepVideo(String name, int width, int height, int frames, int offset) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream output = Files.newOutputStream(file)) {
            output.write(("YUV4MPEG2 W" + width + " H" + height + " F25:1 Ip A1:1 C420p10 XYSCSS=420P10\n")
                    .getBytes(StandardCharsets.US_ASCII));
            for (int frame = 0; frame < frames; frame++) {
                output.write("FRAME\n".getBytes(StandardCharsets.US_ASCII));
                ByteBuffer samples = ByteBuffer.allocate(width * height * 3).order(ByteOrder.LITTLE_ENDIAN);
                for (int i = 0; i < width * height * 3 / 2; i++) {
                    samples.putShort((short) (240 + 4 * ((i % width + i / width + frame) % 64) + offset));
                }
                output.write(samples.array());
            }
        }
        return file;
    }

    /** A moving gradient plus a constant offset. */
    private Path video(String name, int width, int height, int frames, int offset) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream output = Files.newOutputStream(file)) {
            output.write(("YUV4MPEG2 W" + width + " H" + height + " F25:1 Ip A1:1 C420jpeg\n")
                    .getBytes(StandardCharsets.US_ASCII));
            for (int frame = 0; frame < frames; frame++) {
                output.write("FRAME\n".getBytes(StandardCharsets.US_ASCII));
                byte[] samples = new byte[width * height * 3 / 2];
                for (int i = 0; i < samples.length; i++) {
                    samples[i] = (byte) (60 + (i % width + i / width + frame) % 64 + offset);
                }
                output.write(samples);
            }
        }
        return file;
    }
}
