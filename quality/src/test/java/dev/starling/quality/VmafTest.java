package dev.starling.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.quality.VmafFeatures.Vif;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VmafTest {

    private static final Metric.Vmaf VMAF = new Metric.Vmaf(VmafModel.starlingFit());
    private static final Metric.Vmaf NEG =
            new Metric.Vmaf(VmafModel.starlingFit().withoutEnhancementGain());
    private static final Vif TRANSPARENT = new Vif(1, 1, 1, 1);

    @ParameterizedTest
    @CsvSource({"8, 64, 64", "8, 66, 102", "10, 150, 98", "8, 340, 182", "10, 854, 64"})
    void vectorAndPlainKernelsGiveEqualScores(int bitDepth, int width, int height) {
        PixelFormat format = new PixelFormat(ChromaSubsampling.YUV420, bitDepth);
        List<PlanarFrame> references = new ArrayList<>();
        List<PlanarFrame> distorted = new ArrayList<>();
        for (int time = 0; time < 3; time++) {
            references.add(GeneratedFrames.scene(format, width, height, time));
            distorted.add(GeneratedFrames.degraded(references.getLast(), 9 << (bitDepth - 8), time));
        }
        references.add(GeneratedFrames.noise(format, width, height, 1));
        distorted.add(GeneratedFrames.noise(format, width, height, 2));
        references.add(GeneratedFrames.flat(format, width, height, 0));
        distorted.add(GeneratedFrames.flat(format, width, height, format.peak()));

        assertThat(measure(Kernels.vector(), references, distorted))
                .hasSize(5)
                .isEqualTo(measure(Kernels.plain(), references, distorted));
    }

    @ParameterizedTest
    @CsvSource({"8, 0", "8, 128", "8, 255", "10, 0", "10, 513", "10, 1023"})
    void flatFramesAreTransparentAndStill(int bitDepth, int sample) {
        PixelFormat format = new PixelFormat(ChromaSubsampling.YUV420, bitDepth);
        PlanarFrame frame = GeneratedFrames.flat(format, 160, 96, sample);

        for (FrameScores scores : measure(Kernels.fastest(), List.of(frame, frame), List.of(frame, frame))) {
            assertThat(scores.scores()).hasSize(2);
            VmafFeatures features = vmaf(scores, VMAF).features();
            assertThat(features.adm2()).isCloseTo(1, within(1e-12));
            assertThat(features).isEqualTo(new VmafFeatures(features.adm2(), 0, TRANSPARENT));
            assertThat(vmaf(scores, NEG).features()).isEqualTo(features);
        }
    }

    @ParameterizedTest
    @CsvSource({"8", "10"})
    void identicalFramesAreTransparent(int bitDepth) {
        PixelFormat format = new PixelFormat(ChromaSubsampling.YUV420, bitDepth);
        List<PlanarFrame> frames =
                List.of(GeneratedFrames.scene(format, 192, 128, 0), GeneratedFrames.noise(format, 192, 128, 1));

        for (FrameScores scores : measure(Kernels.fastest(), frames, frames)) {
            VmafFeatures features = vmaf(scores, VMAF).features();
            assertThat(features.adm2()).isCloseTo(1, within(1e-6));
            assertThat(List.of(
                            features.vif().scale0(),
                            features.vif().scale1(),
                            features.vif().scale2(),
                            features.vif().scale3()))
                    .allSatisfy(vif -> assertThat(vif).isCloseTo(1, within(1e-6)));
        }
    }

    /** libvmaf reports 97.428 for the first frame of any video against itself. */
    @Test
    void theOfficialModelScoresTransparentStillFramesAsLibvmafDoes() {
        VmafFeatures transparent = new VmafFeatures(1, 0, TRANSPARENT);

        assertThat(SharedVmaf.model("vmaf_v0.6.1").score(_ -> transparent)).isCloseTo(97.42804, within(1e-4));
        assertThat(VmafModel.starlingFit().score(_ -> transparent)).isCloseTo(97.428, within(0.3));
    }

    /** Golden numbers of this implementation, recorded when it agreed with libvmaf on the reference pairs. */
    @Test
    void scoresOfAGeneratedSceneStayWhatTheyWere() {
        List<PlanarFrame> references = new ArrayList<>();
        List<PlanarFrame> distorted = new ArrayList<>();
        for (int time = 0; time < 3; time++) {
            references.add(GeneratedFrames.scene(PixelFormat.YUV420P, 320, 180, time));
            distorted.add(GeneratedFrames.degraded(references.getLast(), 12, time));
        }

        List<FrameScores> scores = measure(Kernels.fastest(), references, distorted);

        VmafFeatures plain = vmaf(scores.get(1), VMAF).features();
        VmafFeatures limited = vmaf(scores.get(1), NEG).features();
        close(plain, new VmafFeatures(0.93526074, 3.63834452, new Vif(0.36606907, 0.86152145, 0.93560013, 0.96492920)));
        close(
                limited,
                new VmafFeatures(0.93024893, 3.63834452, new Vif(0.36351736, 0.83605700, 0.91637016, 0.95526965)));
        assertThat(scores.get(1).score(VMAF).headline()).isCloseTo(82.8104, within(1e-3));
        assertThat(scores.get(1).score(NEG).headline()).isCloseTo(80.2746, within(1e-3));
    }

    private static void close(VmafFeatures actual, VmafFeatures expected) {
        assertThat(actual)
                .usingRecursiveComparison()
                .withComparatorForType(VmafTest::compare, Double.class)
                .isEqualTo(expected);
    }

    private static int compare(double a, double b) {
        return Math.abs(a - b) < 1e-7 ? 0 : Double.compare(a, b);
    }

    /**
     * The 3840×2160 picture consists of four mirror images of the other one: except at the seams, the windows are
     * equal.
     */
    @Test
    void a2160pPairOfTenBitsIsLikeItsMirroredQuarter() {
        PlanarFrame reference = GeneratedFrames.scene(PixelFormat.YUV420P10, 1920, 1080, 0);
        PlanarFrame distorted = GeneratedFrames.degraded(reference, 48, 1);

        VmafFeatures quarter = features(reference, distorted);
        VmafFeatures whole = features(mirrored(reference), mirrored(distorted));

        assertThat(quarter.vif().scale0()).isBetween(0.1, 0.9);
        assertThat(whole.vif().scale0()).isCloseTo(quarter.vif().scale0(), within(5e-3));
        assertThat(whole.vif().scale1()).isCloseTo(quarter.vif().scale1(), within(5e-3));
        assertThat(whole.vif().scale2()).isCloseTo(quarter.vif().scale2(), within(5e-3));
        assertThat(whole.vif().scale3()).isCloseTo(quarter.vif().scale3(), within(5e-3));
        assertThat(whole.adm2()).isCloseTo(quarter.adm2(), within(0.02));
    }

    private static VmafFeatures features(PlanarFrame reference, PlanarFrame distorted) {
        List<FrameScores> scores = measure(Kernels.fastest(), List.of(reference), List.of(distorted));
        return vmaf(scores.getFirst(), VMAF).features();
    }

    private static PlanarFrame mirrored(PlanarFrame frame) {
        int right = 2 * frame.width() - 1;
        int bottom = 2 * frame.height() - 1;
        return GeneratedFrames.of(
                frame.format(),
                2 * frame.width(),
                2 * frame.height(),
                (x, y) -> GeneratedFrames.sample(frame, 0, Math.min(x, right - x), Math.min(y, bottom - y)));
    }

    @Test
    void contrastPaysInVmafButNotInNeg() {
        PlanarFrame reference = GeneratedFrames.scene(PixelFormat.YUV420P, 320, 180, 0);
        PlanarFrame richer = GeneratedFrames.of(
                PixelFormat.YUV420P,
                320,
                180,
                (x, y) -> 128 + (GeneratedFrames.sample(reference, 0, x % 320, y % 180) - 128) * 5 / 4);
        PlanarFrame blurred = GeneratedFrames.degraded(reference, 4, 1);

        FrameScores scores =
                measure(Kernels.fastest(), List.of(reference), List.of(richer)).getFirst();
        FrameScores ofBlurred =
                measure(Kernels.fastest(), List.of(reference), List.of(blurred)).getFirst();

        assertThat(vmaf(scores, VMAF).features().vif().scale0()).isGreaterThan(1.02);
        assertThat(vmaf(scores, NEG).features().vif().scale0()).isLessThanOrEqualTo(1);
        assertThat(vmaf(scores, VMAF).vmaf()).isGreaterThan(vmaf(scores, NEG).vmaf() + 1);
        assertThat(vmaf(ofBlurred, VMAF).vmaf()).isCloseTo(vmaf(ofBlurred, NEG).vmaf(), within(3.0));
    }

    @Test
    void theScoresOfAFrameComeWithTheNextOne() {
        PlanarFrame first = GeneratedFrames.scene(PixelFormat.YUV420P, 64, 64, 0);
        PlanarFrame second = GeneratedFrames.scene(PixelFormat.YUV420P, 64, 64, 4);
        QualityMeter meter = new QualityMeter(List.of(VMAF, new Metric.Ssim()));

        assertThat(meter.measure(first, first)).isEmpty();
        assertThat(meter.measure(second, second).orElseThrow().frame()).isEqualTo(0);
        assertThat(meter.finish().orElseThrow().frame()).isEqualTo(1);
        assertThat(meter.finish()).isEmpty();
    }

    @Test
    void motionIsTheSmallerOfBothSidesAndZeroOfTheFirstFrame() {
        List<PlanarFrame> frames = new ArrayList<>();
        for (int time : new int[] {0, 1, 6, 7}) {
            frames.add(GeneratedFrames.scene(PixelFormat.YUV420P, 128, 64, time));
        }

        List<Double> motion = measure(Kernels.fastest(), frames, frames).stream()
                .map(scores -> vmaf(scores, VMAF).features().motion2())
                .toList();

        assertThat(motion.get(0)).isZero();
        assertThat(motion.get(1)).isPositive().isLessThan(motion.get(3) * 1.2);
        assertThat(motion.get(2)).isEqualTo(motion.get(3)).isPositive();
    }

    @Test
    void subsamplingSkipsFramesAndKeepsTheirMotion() {
        List<PlanarFrame> frames = new ArrayList<>();
        for (int time = 0; time < 6; time++) {
            frames.add(GeneratedFrames.scene(PixelFormat.YUV420P, 64, 64, time * time));
        }
        QualityMeter everySecond = new QualityMeter(List.of(VMAF), 2);
        List<FrameScores> sampled = new ArrayList<>();
        frames.forEach(frame -> everySecond.measure(frame, frame).ifPresent(sampled::add));
        everySecond.finish().ifPresent(sampled::add);
        List<FrameScores> all = new ArrayList<>();
        QualityMeter every = new QualityMeter(List.of(VMAF));
        frames.forEach(frame -> every.measure(frame, frame).ifPresent(all::add));

        assertThat(sampled).containsExactly(all.get(0), all.get(2), all.get(4));
        assertThatThrownBy(() -> new QualityMeter(List.of(VMAF), 0)).hasMessage("cannot score every 0-th frame");
    }

    @Test
    void framesThatAreSkippedKeepTheirMotion() {
        List<PlanarFrame> references = new ArrayList<>();
        List<PlanarFrame> distorted = new ArrayList<>();
        for (int time = 0; time < 5; time++) {
            references.add(GeneratedFrames.scene(PixelFormat.YUV420P, 64, 64, time * time));
            distorted.add(GeneratedFrames.degraded(references.getLast(), 9, time));
        }
        QualityMeter meter = new QualityMeter(List.of(VMAF, NEG));
        List<FrameScores> scores = new ArrayList<>();
        for (int i = 0; i < references.size(); i++) {
            var known = i % 3 == 0 ? meter.skip(references.get(i)) : meter.measure(references.get(i), distorted.get(i));
            known.ifPresent(scores::add);
        }
        meter.finish().ifPresent(scores::add);

        List<FrameScores> all = measure(Kernels.fastest(), references, distorted);
        assertThat(scores).containsExactly(all.get(1), all.get(2), all.get(4));
        assertThatThrownBy(() -> meter.skip(GeneratedFrames.flat(PixelFormat.YUV420P, 66, 64, 0)))
                .hasMessage("reference frame 5 is yuv420p 66x64, the frames before it were yuv420p 64x64");
    }

    @ParameterizedTest
    @CsvSource({"8, 96, 64", "10, 96, 64", "8, 256, 180", "10, 130, 200"})
    void aDistortedFrameOfAnotherSizeIsMeasuredAsItsBicubicPicture(int bitDepth, int width, int height) {
        PixelFormat format = new PixelFormat(ChromaSubsampling.YUV420, bitDepth);
        PlanarFrame reference = GeneratedFrames.scene(format, 192, 128, 0);
        PlanarFrame distorted = GeneratedFrames.scene(format, width, height, 0);
        PlanarFrame scaled =
                new BicubicScaler(Kernels.fastest().rows(), format, width, height, 192, 128).scale(distorted);

        assertThat(measure(Kernels.fastest(), List.of(reference), List.of(distorted)))
                .isEqualTo(measure(Kernels.fastest(), List.of(reference), List.of(scaled)));
    }

    @Test
    void aSingleMetricGetsWhatItGetsAmongOthers() {
        PlanarFrame reference = GeneratedFrames.scene(PixelFormat.YUV420P, 128, 96, 0);
        PlanarFrame distorted = GeneratedFrames.degraded(reference, 9, 1);
        FrameScores both = measure(Kernels.fastest(), List.of(reference), List.of(distorted))
                .getFirst();

        for (Metric metric : List.of(VMAF, NEG)) {
            QualityMeter meter = new QualityMeter(List.of(metric));
            meter.measure(reference, distorted);
            assertThat(meter.finish().orElseThrow().score(metric)).isEqualTo(both.score(metric));
        }
    }

    @Test
    void noScoreIsEverNotANumber() {
        List<PlanarFrame> extremes = List.of(
                GeneratedFrames.flat(PixelFormat.YUV420P, 66, 70, 0),
                GeneratedFrames.flat(PixelFormat.YUV420P, 66, 70, 255),
                GeneratedFrames.noise(PixelFormat.YUV420P, 66, 70, 3),
                GeneratedFrames.of(PixelFormat.YUV420P, 66, 70, (x, y) -> (x + y) % 2 * 255));
        for (PlanarFrame reference : extremes) {
            for (PlanarFrame distorted : extremes) {
                for (FrameScores scores :
                        measure(Kernels.fastest(), List.of(reference, distorted), List.of(distorted, reference))) {
                    assertThat(scores.score(VMAF).headline()).isBetween(0.0, 100.0);
                    assertThat(scores.score(NEG).headline()).isBetween(0.0, 100.0);
                    assertThat(vmaf(scores, VMAF).model()).isEqualTo("starling-vmaf-fit");
                    assertThat(vmaf(scores, NEG).model()).isEqualTo("starling-vmaf-fit-neg");
                }
            }
        }
    }

    private static Score.Vmaf vmaf(FrameScores scores, Metric metric) {
        return (Score.Vmaf) scores.score(metric);
    }

    private static List<FrameScores> measure(
            Kernels kernels, List<PlanarFrame> references, List<PlanarFrame> distorted) {
        QualityMeter meter = new QualityMeter(List.of(VMAF, NEG), 1, kernels);
        List<FrameScores> scores = new ArrayList<>();
        for (int i = 0; i < references.size(); i++) {
            meter.measure(references.get(i), distorted.get(i)).ifPresent(scores::add);
        }
        meter.finish().ifPresent(scores::add);
        return scores;
    }
}
