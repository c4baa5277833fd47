package dev.starling.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * PSNR, the features, VMAF and VMAF NEG against libvmaf 3.2.0, frame by frame. By default, six frames of the lowest and
 * the highest quality of each clip; with {@code -Dstarling.vmaf.pairs=all}, all pairs and all frames, with a printed
 * summary.
 */
final class LibvmafAgreementTest {

    private static final boolean ALL =
            System.getProperty("starling.vmaf.pairs", "").equals("all");
    private static final int FRAMES = ALL ? 30 : 6;

    private record Clip(String file, int width, int height) {}

    private static final List<Clip> CLIPS = List.of(
            new Clip("bbb_birds_1280x720_30.mp4", 1280, 720),
            new Clip("butterfly_1280x720_30.mp4", 1280, 720),
            new Clip("davis_blackswan_854x480_24.mkv", 854, 480),
            new Clip("envivio_dark_1280x720_25.mp4", 1280, 720),
            new Clip("oldfilm_grain_640x480_24.mp4", 640, 480),
            new Clip("screen_docscroll_1920x1080_30.mp4", 1920, 1080));

    private final Metric.Vmaf official = new Metric.Vmaf(SharedVmaf.model("vmaf_v0.6.1"));
    private final Metric.Vmaf officialNeg = new Metric.Vmaf(SharedVmaf.model("vmaf_v0.6.1neg"));
    private final Metric.Vmaf fit = new Metric.Vmaf(VmafModel.starlingFit());
    private final Metric.Vmaf fitNeg = new Metric.Vmaf(VmafModel.starlingFit().withoutEnhancementGain());
    private final Metric psnr = new Metric.Psnr();

    @TestFactory
    Stream<DynamicTest> agrees() {
        List<Integer> crfs = ALL ? List.of(20, 30, 42) : List.of(20, 42);
        return CLIPS.stream()
                .flatMap(clip -> crfs.stream()
                        .map(crf -> DynamicTest.dynamicTest(clip.file + " at CRF " + crf, () -> agrees(clip, crf))));
    }

    private void agrees(Clip clip, int crf) {
        String pair = clip.file.substring(0, clip.file.lastIndexOf('.')) + "_crf" + crf;
        JsonNode expected = SharedVmaf.json("vmaf/pairs/" + pair + ".json").get("frames");
        List<FrameScores> actual =
                measure(clip, SharedVmaf.file("clips/" + clip.file), SharedVmaf.file("vmaf/pairs/" + pair + ".mp4"));
        // The motion after the last frame is unknown unless the reference ends there too.
        int compared = ALL ? FRAMES : FRAMES - 1;
        double[][] errors = new double[4][compared];
        for (int frame = 0; frame < compared; frame++) {
            JsonNode metrics = expected.get(frame).get("metrics");
            FrameScores scores = actual.get(frame);
            assertThat(scores.frame()).isEqualTo(frame);
            psnr(metrics, (Score.Psnr) scores.score(psnr));
            features(metrics, "", ((Score.Vmaf) scores.score(official)).features());
            features(metrics, "_egl_1", ((Score.Vmaf) scores.score(officialNeg)).features());
            errors[0][frame] = vmaf(scores, official) - number(metrics, "vmaf");
            errors[1][frame] = vmaf(scores, officialNeg) - number(metrics, "vmaf_neg");
            errors[2][frame] = vmaf(scores, fit) - number(metrics, "vmaf");
            errors[3][frame] = vmaf(scores, fitNeg) - number(metrics, "vmaf_neg");
        }
        bounded("official", errors[0], 0.01, 0.05);
        bounded("official NEG", errors[1], 0.01, 0.05);
        bounded("fit", errors[2], 0.1, 0.3);
        bounded("fit NEG", errors[3], 0.1, 0.3);
    }

    private List<FrameScores> measure(Clip clip, Path reference, Path distorted) {
        List<PlanarFrame> references =
                DecodedFrames.of(reference, PixelFormat.YUV420P, clip.width, clip.height, FRAMES);
        List<PlanarFrame> encoded = DecodedFrames.of(distorted, PixelFormat.YUV420P, clip.width, clip.height, FRAMES);
        QualityMeter meter = new QualityMeter(List.of(psnr, official, officialNeg, fit, fitNeg));
        List<FrameScores> scores = new ArrayList<>();
        for (int frame = 0; frame < FRAMES; frame++) {
            meter.measure(references.get(frame), encoded.get(frame)).ifPresent(scores::add);
        }
        Optional<FrameScores> last = meter.finish();
        scores.add(last.orElseThrow());
        return scores;
    }

    private static void psnr(JsonNode metrics, Score.Psnr score) {
        assertThat(score.y()).isCloseTo(number(metrics, "psnr_y"), within(2e-6));
        assertThat(score.cb()).isCloseTo(number(metrics, "psnr_cb"), within(2e-6));
        assertThat(score.cr()).isCloseTo(number(metrics, "psnr_cr"), within(2e-6));
    }

    /** Within 10⁻³ of the value, or within the last digit that libvmaf prints. */
    private static void features(JsonNode metrics, String suffix, VmafFeatures features) {
        close(features.adm2(), number(metrics, "integer_adm2" + suffix));
        close(features.motion2(), number(metrics, "integer_motion2"));
        close(features.vif().scale0(), number(metrics, "integer_vif_scale0" + suffix));
        close(features.vif().scale1(), number(metrics, "integer_vif_scale1" + suffix));
        close(features.vif().scale2(), number(metrics, "integer_vif_scale2" + suffix));
        close(features.vif().scale3(), number(metrics, "integer_vif_scale3" + suffix));
    }

    private static void close(double actual, double expected) {
        assertThat(actual).isCloseTo(expected, within(1e-3 * expected + 1e-6));
    }

    private static double vmaf(FrameScores scores, Metric metric) {
        return scores.score(metric).headline();
    }

    private static void bounded(String model, double[] errors, double pooled, double anyFrame) {
        double sum = 0;
        double largest = 0;
        for (double error : errors) {
            sum += error;
            largest = Math.max(largest, Math.abs(error));
        }
        if (ALL) {
            System.out.printf("  %-13s pooled %+.4f, largest of a frame %.4f%n", model, sum / errors.length, largest);
        }
        assertThat(largest).as(model + ", largest error of a frame").isLessThan(anyFrame);
        assertThat(Math.abs(sum / errors.length)).as(model + ", pooled").isLessThan(pooled);
    }

    private static double number(JsonNode metrics, String name) {
        return metrics.required(name).doubleValue();
    }
}
