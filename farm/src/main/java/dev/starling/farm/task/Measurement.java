package dev.starling.farm.task;

import dev.starling.media.AccessUnit;
import dev.starling.media.Frame;
import dev.starling.media.MemberDecoder;
import dev.starling.media.ParameterSets;
import dev.starling.media.Plane;
import dev.starling.media.Scaler;
import dev.starling.media.SourceClip;
import dev.starling.quality.FrameScores;
import dev.starling.quality.Metric;
import dev.starling.quality.PixelFormat;
import dev.starling.quality.QualityMeter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Decodes a stream of one or more members and compares its pictures with the source's at the display size. A stream of which an
 * independent decoder complains is a failure, whatever it looks like.
 */
final class Measurement {
    /** The version of what is measured: another one, and results of this one are not used any more. */
    static final String VERSION = "PSNR and SSIM 1";

    private static final Metric PSNR = new Metric.Psnr();
    private static final Metric SSIM = new Metric.Ssim();

    private Measurement() {}

    /**
     * Measures pictures of a stream.
     *
     * @param units in decoding order, times from the start of the clip
     * @param wanted which pictures, by their number in display order; the others are decoded only
     * @return the scores of the wanted pictures, by their number in display order
     * @throws IllegalStateException if the decoder complains or yields another number of pictures
     */
    static Map<Integer, PictureScore> measure(
            SourceClip reference, ParameterSets parameterSets, List<AccessUnit> units, IntPredicate wanted) {
        QualityMeter meter = new QualityMeter(List.of(PSNR, SSIM));
        List<PictureScore> scores = new ArrayList<>();
        int[] shown = {0};
        MemberDecoder.Report report;
        try (Scaler scaler = new Scaler(reference.width(), reference.height())) {
            report = MemberDecoder.decode(parameterSets, units, frame -> {
                int picture = shown[0]++;
                if (picture < reference.frames().size() && wanted.test(picture)) {
                    try (Frame scaled = scaler.scale(frame)) {
                        meter.measure(view(reference.frames().get(picture)), view(scaled))
                                .map(Measurement::score)
                                .ifPresent(scores::add);
                    }
                }
            });
        }
        meter.finish().map(Measurement::score).ifPresent(scores::add);
        if (report.complaintCount() > 0 || report.frameCount() != units.size()) {
            throw new IllegalStateException("does not decode cleanly: " + report.frameCount() + " of " + units.size()
                    + " pictures, " + report.complaintCount() + " complaints"
                    + report.complaints().stream().limit(1).collect(Collectors.joining(": ", ": ", "")));
        }
        List<Integer> pictures =
                IntStream.range(0, units.size()).filter(wanted).boxed().toList();
        return IntStream.range(0, pictures.size()).boxed().collect(Collectors.toMap(pictures::get, scores::get));
    }

    /**
     * The number in display order of each access unit.
     *
     * @param units in decoding order
     */
    static List<Integer> displayOrder(List<AccessUnit> units) {
        List<Long> times =
                units.stream().map(AccessUnit::presentationTime).sorted().toList();
        return units.stream()
                .map(unit -> times.indexOf(unit.presentationTime()))
                .toList();
    }

    private static dev.starling.quality.Frame view(Frame frame) {
        return new dev.starling.quality.Frame(
                PixelFormat.YUV420P,
                frame.width(),
                frame.height(),
                view(frame.luma()),
                view(frame.cb()),
                view(frame.cr()));
    }

    private static dev.starling.quality.Plane view(Plane plane) {
        return new dev.starling.quality.Plane(plane.samples(), plane.strideBytes());
    }

    private static PictureScore score(FrameScores scores) {
        return new PictureScore((float) scores.score(PSNR).headline(), (float)
                scores.score(SSIM).headline());
    }
}
