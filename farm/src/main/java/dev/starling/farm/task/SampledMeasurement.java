package dev.starling.farm.task;

import dev.starling.libav.Frame;
import dev.starling.libav.Scaler;
import dev.starling.media.clip.SourceClip;
import dev.starling.quality.FrameScores;
import dev.starling.quality.GlanceMeter;
import dev.starling.quality.GlanceMeter.Glance;
import dev.starling.quality.Metric;
import dev.starling.quality.PictureMeter;
import dev.starling.quality.RowSampling;
import dev.starling.quality.Score;
import dev.starling.quality.VmafModel;
import dev.starling.swarm.title.Quality;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Scores a sample of a member's pictures, and estimates the others from them: {@link ScoreSample} chooses, by a glance
 * at every decoded picture in the coded size. An estimate has the features of VMAF of the picture that stands in for
 * it, its own motion, and the difference of the two glances. Takes pictures in display order, and keeps only a few of
 * them.
 */
final class SampledMeasurement implements Consumer<Frame>, AutoCloseable {
    private static final Metric PSNR = new Metric.Psnr();
    private static final Metric SSIM = new Metric.Ssim();
    private static final VmafModel MODEL = Measurement.MODEL;
    private static final VmafModel MODEL_NEG = MODEL.withoutEnhancementGain();
    private static final Metric VMAF = new Metric.Vmaf(MODEL);
    private static final Metric VMAF_NEG = new Metric.Vmaf(MODEL_NEG);

    /**
     * How {@code 1 − SSIM} follows the squared error, as a power, from one picture of a member to another; fitted as
     * {@link ScoreSample}'s coefficients.
     */
    private static final double DISSIMILARITY_PER_ERROR = 1.3;

    private final Source source;
    private final List<Integer> ends;
    private final GlanceMeter glances = new GlanceMeter();
    private final PictureMeter meter = new PictureMeter(List.of(PSNR, SSIM, VMAF, VMAF_NEG), RowSampling.SOME);
    private final Scaler scaler;
    private final List<Frame> stretch = new ArrayList<>();
    private final List<Glance> glancesOfStretch = new ArrayList<>();
    private final List<Quality> qualities = new ArrayList<>();
    private int seen;
    private int scored;

    /**
     * What members are compared with.
     *
     * @param displayed the source at the display size
     * @param coded the source at the member's size
     * @param motion of the source, from {@link Workplace#motion}
     */
    record Source(SourceClip displayed, SourceClip coded, List<Double> motion) {}

    /** A measurement of one member. */
    SampledMeasurement(Source source) {
        this.source = source;
        this.ends = ScoreSample.stretchEnds(source.displayed().frames().size());
        this.scaler = new Scaler(source.displayed().width(), source.displayed().height());
    }

    /** Takes the next decoded picture. Pictures beyond those of the source are ignored. */
    @Override
    public void accept(Frame decoded) {
        int picture = seen++;
        if (picture >= source.coded().frames().size()) {
            return;
        }
        glancesOfStretch.add(
                glances.measure(PictureView.of(source.coded().frames().get(picture)), PictureView.of(decoded)));
        stretch.add(decoded.share());
        if (ends.contains(picture + 1)) {
            scoreStretch(picture + 1 - stretch.size());
        }
    }

    /** The quality of every picture, in display order. */
    List<Quality> qualities() {
        return List.copyOf(qualities);
    }

    /** How many pictures were scored, not estimated. */
    int scored() {
        return scored;
    }

    private void scoreStretch(int first) {
        List<Integer> standIns = ScoreSample.standIns(
                glancesOfStretch.stream().map(ScoreSample::prediction).toList(),
                ScoreSample.tolerance(source.coded().frames().size()));
        Map<Integer, FrameScores> scores = new HashMap<>();
        for (int standIn : standIns.stream().distinct().sorted().toList()) {
            scores.put(standIn, score(first + standIn, stretch.get(standIn)));
        }
        for (int i = 0; i < standIns.size(); i++) {
            int standIn = standIns.get(i);
            Glance glance = glancesOfStretch.get(standIn);
            qualities.add(estimate(
                    Objects.requireNonNull(scores.get(standIn)),
                    glance,
                    glancesOfStretch.get(i),
                    source.motion().get(first + i)));
        }
        release();
    }

    private FrameScores score(int picture, Frame decoded) {
        scored++;
        try (Frame scaled = scaler.scale(decoded)) {
            return meter.measure(
                    picture,
                    PictureView.of(source.displayed().frames().get(picture)),
                    PictureView.of(scaled),
                    source.motion().get(picture));
        }
    }

    /** The quality of a picture from that of its stand-in; for the stand-in itself, just that. */
    private static Quality estimate(FrameScores standIn, Glance ofStandIn, Glance glance, double motion2) {
        double difference = ScoreSample.prediction(glance) - ScoreSample.prediction(ofStandIn);
        return new Quality(
                psnr(standIn.score(PSNR).headline(), ofStandIn.psnr(), glance.psnr()),
                ssim(standIn.score(SSIM).headline(), ofStandIn.psnr() - glance.psnr()),
                vmaf(MODEL, standIn.score(VMAF), motion2, difference),
                vmaf(MODEL_NEG, standIn.score(VMAF_NEG), motion2, difference));
    }

    private static double vmaf(VmafModel model, Score standIn, double motion2, double difference) {
        double atThisMotion = switch (standIn) {
            case Score.Vmaf vmaf -> model.score(_ -> vmaf.features().withMotion2(motion2));
            case Score.Psnr _, Score.Ssim _ -> throw new IllegalArgumentException("no VMAF: " + standIn);
        };
        return Math.clamp(atThisMotion + difference, 0, 100);
    }

    /**
     * The squared error at the display size differs by as much as that at the coded size; it grows by the same factor
     * if it would shrink below that.
     */
    private static double psnr(double standIn, double codedOfStandIn, double coded) {
        double error = error(standIn);
        double more = error(coded) - error(codedOfStandIn);
        double least = error * Math.min(1, error(coded) / error(codedOfStandIn));
        return -10 * Math.log10(Math.max(error + more, least));
    }

    private static double error(double psnr) {
        return Math.pow(10, -psnr / 10);
    }

    private static double ssim(double standIn, double lostDecibels) {
        return Math.max(-1, 1 - (1 - standIn) * Math.pow(10, DISSIMILARITY_PER_ERROR * lostDecibels / 10));
    }

    private void release() {
        stretch.forEach(Frame::close);
        stretch.clear();
        glancesOfStretch.clear();
    }

    @Override
    public void close() {
        release();
        scaler.close();
    }
}
