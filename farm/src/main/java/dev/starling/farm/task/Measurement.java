package dev.starling.farm.task;

import dev.starling.farm.CpuMeter;
import dev.starling.h264.syntax.AvcDecoderConfigurationRecord;
import dev.starling.libav.Frame;
import dev.starling.libav.Scaler;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.encoding.CodedPicture;
import dev.starling.media.encoding.MemberDecoder;
import dev.starling.quality.FrameScores;
import dev.starling.quality.Metric;
import dev.starling.quality.QualityMeter;
import dev.starling.quality.VmafModel;
import dev.starling.swarm.title.EncodingCost.Work;
import dev.starling.swarm.title.Quality;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Decodes a stream of one or more members and compares its pictures with the source's at the display size. A stream
 * that an independent decoder complains about is a failure, even if its pictures look right.
 */
final class Measurement {
    /** The VMAF model. */
    static final VmafModel MODEL = VmafModel.starlingFit();

    /** The version of the measurement, part of the content address: a new version ignores the results of older ones. */
    static final String VERSION = "PSNR, SSIM and VMAF by " + MODEL.name() + " 2";

    private static final Metric PSNR = new Metric.Psnr();
    private static final Metric SSIM = new Metric.Ssim();
    private static final Metric VMAF = new Metric.Vmaf(MODEL);
    private static final Metric VMAF_NEG = new Metric.Vmaf(MODEL.withoutEnhancementGain());

    private Measurement() {}

    /**
     * Measures pictures of a stream.
     *
     * @param units in decoding order, times from the start of the clip
     * @param wanted the pictures to measure, by their number in display order; the others are only decoded
     * @return the scores of the wanted pictures, by their number in display order
     * @throws IllegalStateException if the decoder complains or yields another number of pictures
     */
    static Map<Integer, Quality> measure(
            SourceClip reference,
            AvcDecoderConfigurationRecord configuration,
            List<CodedPicture> units,
            IntPredicate wanted) {
        List<FrameScores> scores = scores(
                List.of(PSNR, SSIM, VMAF, VMAF_NEG),
                reference,
                frames -> MemberDecoder.decode(configuration, units, frames),
                wanted);
        List<Integer> pictures =
                IntStream.range(0, units.size()).filter(wanted).boxed().toList();
        return IntStream.range(0, pictures.size())
                .boxed()
                .collect(Collectors.toMap(pictures::get, i -> quality(scores.get(i))));
    }

    /**
     * Measures all pictures of a stream, from a sample of them.
     *
     * @param cpu counts the time of scoring, apart from that of decoding
     * @return the scores, in display order
     * @throws IllegalStateException if the decoder complains or yields another number of pictures
     */
    static List<Quality> sample(SampledMeasurement.Source source, Decoding stream, CpuMeter cpu) {
        try (SampledMeasurement sample = new SampledMeasurement(source)) {
            MemberDecoder.Report report = stream.into(frame -> {
                try (var _ = cpu.enter(Work.MEASURE_SCORE)) {
                    sample.accept(frame);
                }
            });
            requireClean(report, source.displayed());
            return sample.qualities();
        }
    }

    /** A stream that can be decoded, with as many pictures as the source. */
    @FunctionalInterface
    interface Decoding {
        /** Decodes the stream. Passes on the pictures in display order, each open only during the call. */
        MemberDecoder.Report into(Consumer<Frame> frames);
    }

    /**
     * The quality that evolution and clustering weigh against bits.
     *
     * @param vmafNeg 0–100
     * @param ssim at most 1
     */
    record Efficiency(double vmafNeg, double ssim) {}

    /**
     * Measures the mean of these two over the wanted pictures; at least one.
     *
     * @throws IllegalStateException as {@link #measure}
     */
    static Efficiency efficiency(SourceClip reference, Decoding stream, IntPredicate wanted) {
        List<FrameScores> scores = scores(List.of(SSIM, VMAF_NEG), reference, stream, wanted);
        return new Efficiency(mean(scores, VMAF_NEG), mean(scores, SSIM));
    }

    private static double mean(List<FrameScores> scores, Metric metric) {
        return scores.stream()
                .mapToDouble(it -> it.score(metric).headline())
                .average()
                .orElseThrow();
    }

    /** The scores of the wanted pictures, in display order. */
    private static List<FrameScores> scores(
            List<Metric> metrics, SourceClip reference, Decoding stream, IntPredicate wanted) {
        QualityMeter meter = new QualityMeter(metrics);
        List<FrameScores> scores = new ArrayList<>();
        int[] shown = {0};
        MemberDecoder.Report report;
        try (Scaler scaler = new Scaler(reference.width(), reference.height())) {
            report = stream.into(frame -> {
                int picture = shown[0]++;
                if (picture < reference.frames().size()) {
                    compare(meter, reference.frames().get(picture), frame, wanted.test(picture), scaler)
                            .ifPresent(scores::add);
                }
            });
        }
        meter.finish().ifPresent(scores::add);
        requireClean(report, reference);
        return scores;
    }

    private static void requireClean(MemberDecoder.Report report, SourceClip reference) {
        if (report.complaintCount() > 0
                || report.frameCount() != reference.frames().size()) {
            throw new IllegalStateException("does not decode cleanly: " + report.frameCount() + " of "
                    + reference.frames().size() + " pictures, " + report.complaintCount() + " complaints"
                    + report.complaints().stream().limit(1).collect(Collectors.joining(": ", ": ", "")));
        }
    }

    /** The meter needs every picture: VMAF measures the motion between consecutive ones. */
    private static Optional<FrameScores> compare(
            QualityMeter meter, Frame reference, Frame distorted, boolean wanted, Scaler scaler) {
        if (!wanted) {
            return meter.skip(PictureView.of(reference));
        }
        try (Frame scaled = scaler.scale(distorted)) {
            return meter.measure(PictureView.of(reference), PictureView.of(scaled));
        }
    }

    /**
     * The number in display order of each access unit.
     *
     * @param units in decoding order
     */
    static List<Integer> displayOrder(List<CodedPicture> units) {
        List<Long> times =
                units.stream().map(CodedPicture::presentationTime).sorted().toList();
        return units.stream()
                .map(unit -> times.indexOf(unit.presentationTime()))
                .toList();
    }

    private static Quality quality(FrameScores scores) {
        return new Quality(
                scores.score(PSNR).headline(),
                scores.score(SSIM).headline(),
                scores.score(VMAF).headline(),
                scores.score(VMAF_NEG).headline());
    }
}
