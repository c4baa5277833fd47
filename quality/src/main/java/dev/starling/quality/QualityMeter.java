package dev.starling.quality;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Measures a distorted video against its reference, frame by frame. Keeps nothing of the video but what the metrics
 * need of the previous frame.
 *
 * <pre>{@code
 * var vmaf = new Metric.Vmaf(VmafModel.starlingFit());
 * var meter = new QualityMeter(List.of(vmaf, new Metric.Psnr()));
 * while (moreFrames()) {
 *     meter.measure(reference(), distorted()).ifPresent(scores -> report(scores));
 * }
 * meter.finish().ifPresent(scores -> report(scores));
 * }</pre>
 *
 * <p>VMAF uses the motion to the next frame, so with it the scores of a frame come when the next one is measured.
 *
 * <p>The first pair fixes the sizes and the format. A distorted frame whose size differs from its reference's is scaled
 * to it with a bicubic filter. An instance belongs to one thread; any number of instances may run in parallel.
 */
public final class QualityMeter {

    /** Smallest width and height; in a smaller picture the coarsest scale of VMAF has nothing to measure. */
    public static final int MIN_SIZE = 64;

    /** Largest width and height: twice 2160p. */
    public static final int MAX_SIZE = 8192;

    private final List<Metric> metrics;
    private final int subsample;
    private final Kernels kernels;
    private final PictureMeter pictures;
    private @Nullable Shape shape;
    private @Nullable MotionExtractor motion;
    private int frames;
    private @Nullable Waiting waiting;

    /** A frame whose motion to the next frame is not known yet. */
    private record Waiting(PictureMeter.Measured measured, double motionFromPrevious) {}

    /**
     * A meter for some metrics.
     *
     * @throws IllegalArgumentException if {@code metrics} is empty
     */
    public QualityMeter(List<Metric> metrics) {
        this(metrics, 1);
    }

    /**
     * A meter that scores every {@code subsample}-th frame, starting with the first; motion is measured between all
     * frames.
     *
     * @throws IllegalArgumentException if {@code metrics} is empty or {@code subsample} is below 1
     */
    public QualityMeter(List<Metric> metrics, int subsample) {
        this(metrics, subsample, Kernels.fastest());
    }

    QualityMeter(List<Metric> metrics, int subsample, Kernels kernels) {
        if (subsample < 1) {
            throw new IllegalArgumentException("cannot score every " + subsample + "-th frame");
        }
        this.metrics = List.copyOf(metrics);
        this.subsample = subsample;
        this.kernels = kernels;
        this.pictures = new PictureMeter(metrics, RowSampling.ALL, kernels);
    }

    /**
     * Measures the next pair of frames. Their memory may be reused when this returns.
     *
     * @return the scores of this frame, or with VMAF those of the previous one; empty if they are not known yet
     * @throws IllegalArgumentException if the two formats differ, a size is outside {@link #MIN_SIZE} to
     *     {@link #MAX_SIZE}, or a size or the format changed since the first pair; the message names both values
     */
    public Optional<FrameScores> measure(PlanarFrame reference, PlanarFrame distorted) {
        double motionFromPrevious = motionTo(reference);
        int frame = frames++;
        Optional<FrameScores> finished = finish(motionFromPrevious);
        if (frame % subsample == 0) {
            waiting = new Waiting(pictures.compare(frame, reference, distorted), motionFromPrevious);
        }
        return motion == null ? finish(motionFromPrevious) : finished;
    }

    /**
     * Skips the next pair of frames; measures only the motion of its reference.
     *
     * @return the scores of the previous frame, if they waited for this one
     * @throws IllegalArgumentException as {@link #measure}
     */
    public Optional<FrameScores> skip(PlanarFrame reference) {
        double motionFromPrevious = motionTo(reference);
        frames++;
        return finish(motionFromPrevious);
    }

    /** The motion from the previous reference to this one. */
    private double motionTo(PlanarFrame reference) {
        Shape now = Shape.of(reference);
        if (shape == null) {
            now.checkSize("reference");
            shape = now;
            motion = metrics.stream().anyMatch(Metric.Vmaf.class::isInstance)
                    ? new MotionExtractor(kernels, now.format(), now.width(), now.height())
                    : null;
        }
        shape.check("reference", frames, now);
        return motion == null ? 0 : motion.measure(reference);
    }

    /** Ends the sequence and returns the scores of the last frame, if they waited for a next one. */
    public Optional<FrameScores> finish() {
        return finish(Double.POSITIVE_INFINITY);
    }

    private Optional<FrameScores> finish(double motionToNext) {
        Waiting last = waiting;
        waiting = null;
        // The first frame has no motion from a previous one: 0, which is also the minimum.
        return last == null
                ? Optional.empty()
                : Optional.of(last.measured.scores(metrics, Math.min(last.motionFromPrevious, motionToNext)));
    }
}
