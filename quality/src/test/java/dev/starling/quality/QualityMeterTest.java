package dev.starling.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QualityMeterTest {

    private static final Metric PSNR = new Metric.Psnr();
    private static final Metric SSIM = new Metric.Ssim();

    @ParameterizedTest
    @CsvSource({"YUV420, 8, 60", "YUV420, 10, 72", "YUV422, 8, 60", "YUV444, 10, 72"})
    void identicalFramesGetTheBestScores(ChromaSubsampling chroma, int bitDepth, double capDb) {
        PlanarFrame frame = GeneratedFrames.noise(new PixelFormat(chroma, bitDepth), 66, 70, 1);

        FrameScores scores = measure(frame, frame);

        assertThat(scores.score(PSNR)).isEqualTo(new Score.Psnr(capDb, capDb, capDb));
        assertThat(scores.score(SSIM)).isEqualTo(new Score.Ssim(1, 1, 1, 1));
    }

    @Test
    void psnrOfAKnownError() {
        PlanarFrame reference = GeneratedFrames.flat(PixelFormat.YUV420P, 64, 64, 100);
        PlanarFrame distorted = GeneratedFrames.of(PixelFormat.YUV420P, 64, 64, (x, _) -> x % 2 == 0 ? 100 : 104);

        Score.Psnr psnr = (Score.Psnr) measure(reference, distorted).score(PSNR);

        assertThat(psnr.y()).isCloseTo(10 * Math.log10(255.0 * 255 / 8), within(1e-12));
        assertThat(psnr.cb()).isEqualTo(psnr.y());
    }

    @ParameterizedTest
    @CsvSource({"YUV420, 8, 64, 64", "YUV422, 10, 86, 66", "YUV444, 8, 70, 78"})
    void ssimIsTheMeanOverEveryWindowOnAGridOfFour(ChromaSubsampling chroma, int bitDepth, int width, int height) {
        PixelFormat format = new PixelFormat(chroma, bitDepth);
        PlanarFrame reference = GeneratedFrames.scene(format, width, height, 0);
        PlanarFrame distorted = GeneratedFrames.degraded(reference, 12, 5);

        Score.Ssim ssim = (Score.Ssim) measure(reference, distorted).score(SSIM);

        assertThat(ssim.y()).isCloseTo(ssimByDefinition(reference, distorted, 0), within(1e-12));
        assertThat(ssim.cb()).isCloseTo(ssimByDefinition(reference, distorted, 1), within(1e-12));
        assertThat(ssim.cr()).isCloseTo(ssimByDefinition(reference, distorted, 2), within(1e-12));
        assertThat(ssim.y()).isBetween(0.1, 0.99);
    }

    private static double ssimByDefinition(PlanarFrame reference, PlanarFrame distorted, int component) {
        int peak = reference.format().peak();
        double c1 = Math.floor(0.01 * 0.01 * peak * peak * 64 + 0.5);
        double c2 = Math.floor(0.03 * 0.03 * peak * peak * 64 * 63 + 0.5);
        double total = 0;
        int windows = 0;
        for (int top = 0; top + 8 <= reference.planeHeight(component); top += 4) {
            for (int left = 0; left + 8 <= reference.planeWidth(component); left += 4) {
                double x = 0;
                double y = 0;
                double squares = 0;
                double products = 0;
                for (int i = 0; i < 64; i++) {
                    int r = GeneratedFrames.sample(reference, component, left + i % 8, top + i / 8);
                    int d = GeneratedFrames.sample(distorted, component, left + i % 8, top + i / 8);
                    x += r;
                    y += d;
                    squares += r * r + d * d;
                    products += r * d;
                }
                total += (2 * x * y + c1)
                        * (2 * (64 * products - x * y) + c2)
                        / ((x * x + y * y + c1) * (64 * squares - x * x - y * y + c2));
                windows++;
            }
        }
        return total / windows;
    }

    @Test
    void vectorAndPlainKernelsGiveEqualScores() {
        for (PixelFormat format : List.of(PixelFormat.YUV420P, PixelFormat.YUV420P10)) {
            PlanarFrame reference = GeneratedFrames.scene(format, 150, 98, 0);
            PlanarFrame distorted = GeneratedFrames.degraded(reference, 9, 2);

            assertThat(meter(Kernels.vector()).measure(reference, distorted))
                    .isEqualTo(meter(Kernels.plain()).measure(reference, distorted));
        }
    }

    @Test
    void aSmallerDistortedFrameIsScaledUp() {
        PlanarFrame reference = GeneratedFrames.of(PixelFormat.YUV420P, 128, 96, (x, y) -> 60 + x / 2 + y / 2);
        PlanarFrame half = GeneratedFrames.of(PixelFormat.YUV420P, 64, 48 + 16, (x, y) -> 60 + x + y * 3 / 4);

        Score.Psnr psnr = (Score.Psnr) measure(reference, half).score(PSNR);

        assertThat(psnr.y()).isGreaterThan(45);
    }

    @Test
    void errorsNameBothSides() {
        PlanarFrame small = GeneratedFrames.flat(PixelFormat.YUV420P, 62, 64, 0);
        PlanarFrame eight = GeneratedFrames.flat(PixelFormat.YUV420P, 64, 64, 0);
        PlanarFrame ten = GeneratedFrames.flat(PixelFormat.YUV420P10, 64, 64, 0);
        PlanarFrame wide = GeneratedFrames.flat(PixelFormat.YUV420P, 66, 64, 0);

        assertThatThrownBy(() -> measure(eight, ten)).hasMessage("reference is yuv420p, distorted is yuv420p10le");
        assertThatThrownBy(() -> measure(eight, small)).hasMessage("distorted is 62x64, outside 64x64 to 8192x8192");
        QualityMeter meter = meter(Kernels.fastest());
        meter.measure(eight, eight);
        assertThatThrownBy(() -> meter.measure(eight, wide))
                .hasMessage("distorted frame 1 is yuv420p 66x64, the frames before it were yuv420p 64x64");
        assertThatThrownBy(() -> new QualityMeter(List.of())).hasMessage("no metric to measure");
    }

    private static QualityMeter meter(Kernels kernels) {
        return new QualityMeter(List.of(PSNR, SSIM), 1, kernels);
    }

    private static FrameScores measure(PlanarFrame reference, PlanarFrame distorted) {
        return meter(Kernels.fastest()).measure(reference, distorted).orElseThrow();
    }
}
