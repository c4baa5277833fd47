package dev.starling.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PictureMeterTest {
    private static final Metric PSNR = new Metric.Psnr();
    private static final Metric SSIM = new Metric.Ssim();
    private static final Metric VMAF = new Metric.Vmaf(VmafModel.starlingFit());
    private static final Metric VMAF_NEG =
            new Metric.Vmaf(VmafModel.starlingFit().withoutEnhancementGain());
    private static final List<Metric> METRICS = List.of(PSNR, SSIM, VMAF, VMAF_NEG);

    private final List<PlanarFrame> references = IntStream.range(0, 5)
            .mapToObj(time -> GeneratedFrames.scene(PixelFormat.YUV420P, 198, 166, time * time))
            .toList();
    private final List<PlanarFrame> distorted =
            references.stream().map(it -> GeneratedFrames.degraded(it, 12, 3)).toList();

    @Test
    void singlePicturesGetTheScoresOfTheWholeVideo() {
        QualityMeter all = new QualityMeter(METRICS);
        List<FrameScores> expected = new ArrayList<>();
        MotionMeter motion = new MotionMeter();
        for (int frame = 0; frame < references.size(); frame++) {
            all.measure(references.get(frame), distorted.get(frame)).ifPresent(expected::add);
            motion.add(references.get(frame));
        }
        Optional<FrameScores> last = all.finish();
        last.ifPresent(expected::add);

        PictureMeter single = new PictureMeter(METRICS, RowSampling.ALL);
        assertThat(motion.motion2().getFirst()).isZero();
        assertThat(motion.motion2().get(2)).isPositive();
        for (int frame : new int[] {3, 0, 4, 1, 2}) {
            assertThat(single.measure(
                            frame,
                            references.get(frame),
                            distorted.get(frame),
                            motion.motion2().get(frame)))
                    .isEqualTo(expected.get(frame));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0.5, 0.01", "1, 1.5, 0.03"})
    void fourPicturesInTurnShowTheWholeIfOneShowsAPart(int content, double vmafTolerance, double ssimTolerance) {
        PlanarFrame reference = content == 0
                ? GeneratedFrames.scene(PixelFormat.YUV420P, 426, 234, 0)
                // Lines of a text: 16 rows apart, half of each is empty.
                : GeneratedFrames.of(
                        PixelFormat.YUV420P, 426, 234, (x, y) -> y % 16 < 8 && (x * 7 + y * 3) % 11 < 5 ? 30 : 220);
        PlanarFrame changed = GeneratedFrames.degraded(reference, 12, 3);
        FrameScores all = new PictureMeter(METRICS, RowSampling.ALL).measure(0, reference, changed, 5);
        PictureMeter meter = new PictureMeter(METRICS, RowSampling.SOME);
        List<FrameScores> some = IntStream.range(0, 4)
                .mapToObj(frame -> meter.measure(frame, reference, changed, 5))
                .toList();

        assertThat(some).allSatisfy(it -> assertThat(it.score(PSNR)).isEqualTo(all.score(PSNR)));
        assertThat(mean(some, VMAF)).isCloseTo(all.score(VMAF).headline(), within(vmafTolerance));
        assertThat(mean(some, VMAF_NEG)).isCloseTo(all.score(VMAF_NEG).headline(), within(vmafTolerance));
        assertThat(mean(some, SSIM)).isCloseTo(all.score(SSIM).headline(), within(ssimTolerance));
        assertThat(some.stream().map(it -> it.score(VMAF).headline()).distinct())
                .as("each takes other rows")
                .hasSizeGreaterThan(1);
    }

    private static double mean(List<FrameScores> scores, Metric metric) {
        return scores.stream()
                .mapToDouble(it -> it.score(metric).headline())
                .average()
                .orElseThrow();
    }

    @Test
    void theFastKernelsSampleTheSameRows() {
        PictureMeter plain = new PictureMeter(METRICS, RowSampling.SOME, Kernels.plain());
        PictureMeter vector = new PictureMeter(METRICS, RowSampling.SOME, Kernels.vector());
        for (int frame = 0; frame < 3; frame++) {
            assertThat(vector.measure(frame, references.get(frame), distorted.get(frame), 4))
                    .isEqualTo(plain.measure(frame, references.get(frame), distorted.get(frame), 4));
        }
    }

    @Test
    void theSmallestPicturesHaveRowsToSample() {
        PlanarFrame small = GeneratedFrames.noise(PixelFormat.YUV420P, 64, 64, 1);

        FrameScores scores = new PictureMeter(METRICS, RowSampling.SOME).measure(0, small, small, 0);

        assertThat(scores.score(SSIM).headline()).isEqualTo(1);
        assertThat(scores.score(VMAF).headline()).isGreaterThan(90);
    }

    @Test
    void otherSizesThanTheFirstAreRefused() {
        PictureMeter meter = new PictureMeter(METRICS, RowSampling.ALL);
        meter.measure(0, references.getFirst(), distorted.getFirst(), 0);
        PlanarFrame other = GeneratedFrames.flat(PixelFormat.YUV420P, 64, 64, 100);

        assertThatThrownBy(() -> meter.measure(1, other, distorted.getFirst(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reference frame 1")
                .hasMessageContaining("64x64");
    }

    @ParameterizedTest
    @CsvSource({"8, 198, 166", "10, 198, 166", "8, 96, 70"})
    void aGlanceIsTheSameWithAllKernelsAndSeesDamage(int bitDepth, int width, int height) {
        PixelFormat format = new PixelFormat(ChromaSubsampling.YUV420, bitDepth);
        PlanarFrame reference = GeneratedFrames.scene(format, width, height, 0);
        PlanarFrame slight = GeneratedFrames.degraded(reference, 4, 3);
        PlanarFrame severe = GeneratedFrames.degraded(reference, 40, 3);
        GlanceMeter meter = new GlanceMeter(Kernels.vector());

        GlanceMeter.Glance glance = meter.measure(reference, slight);

        assertThat(glance).isEqualTo(new GlanceMeter(Kernels.plain()).measure(reference, slight));
        assertThat(glance.psnr())
                .isEqualTo(((Score.Psnr) new PictureMeter(List.of(PSNR), RowSampling.ALL)
                                .measure(0, reference, slight, 0)
                                .score(PSNR))
                        .y());
        GlanceMeter.Glance worse = meter.measure(reference, severe);
        assertThat(worse.detail()).isLessThan(glance.detail());
        assertThat(worse.psnr()).isLessThan(glance.psnr());
        assertThat(meter.measure(reference, reference).detail()).isGreaterThan(0.999);
    }
}
