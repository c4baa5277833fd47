package dev.starling.quality;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
    private @Nullable Source source;
    private @Nullable Session session;
    private int frames;
    private @Nullable Measured waiting;

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
        if (metrics.isEmpty()) {
            throw new IllegalArgumentException("no metric to measure");
        }
        if (subsample < 1) {
            throw new IllegalArgumentException("cannot score every " + subsample + "-th frame");
        }
        this.metrics = List.copyOf(metrics);
        this.subsample = subsample;
        this.kernels = kernels;
    }

    /**
     * Measures the next pair of frames. Their memory may be reused when this returns.
     *
     * @return the scores of this frame, or with VMAF those of the previous one; empty if they are not known yet
     * @throws IllegalArgumentException if the two formats differ, a size is outside {@link #MIN_SIZE} to
     *     {@link #MAX_SIZE}, or a size or the format changed since the first pair; the message names both values
     */
    public Optional<FrameScores> measure(PlanarFrame reference, PlanarFrame distorted) {
        Source from = sourceOf(reference);
        Session current = session;
        if (current == null) {
            current = new Session(from.shape, Shape.of(distorted));
            session = current;
        }
        check("distorted", current.distorted, Shape.of(distorted));
        int frame = frames++;
        double motion = from.motionTo(reference);
        Optional<FrameScores> finished = finish(motion);
        if (frame % subsample == 0) {
            waiting = current.measure(reference, distorted, frame, motion);
        }
        return current.vmaf == null ? finish(motion) : finished;
    }

    /**
     * Skips the next pair of frames; measures only the motion of its reference.
     *
     * @return the scores of the previous frame, if they waited for this one
     * @throws IllegalArgumentException as {@link #measure}
     */
    public Optional<FrameScores> skip(PlanarFrame reference) {
        Source from = sourceOf(reference);
        frames++;
        return finish(from.motionTo(reference));
    }

    /** The state that the first reference created; later references must have the same shape. */
    private Source sourceOf(PlanarFrame reference) {
        Source from = source;
        if (from == null) {
            from = new Source(Shape.of(reference));
            source = from;
        }
        check("reference", from.shape, Shape.of(reference));
        return from;
    }

    /** Ends the sequence and returns the scores of the last frame, if they waited for a next one. */
    public Optional<FrameScores> finish() {
        return finish(Double.POSITIVE_INFINITY);
    }

    private Optional<FrameScores> finish(double motionToNext) {
        Measured measured = waiting;
        waiting = null;
        return measured == null ? Optional.empty() : Optional.of(measured.scores(metrics, motionToNext));
    }

    /** A frame whose motion to the next frame may not be known yet. */
    private record Measured(
            int frame,
            double motionFromPrevious,
            Score.@Nullable Psnr psnr,
            Score.@Nullable Ssim ssim,
            VmafExtractor.@Nullable Fidelity fidelity) {

        private FrameScores scores(List<Metric> metrics, double motionToNext) {
            // The first frame has no motion from a previous one: 0, which is also the minimum.
            double motion2 = Math.min(motionFromPrevious, motionToNext);
            Map<Metric, Score> scores = new LinkedHashMap<>();
            for (Metric metric : metrics) {
                scores.put(
                        metric,
                        switch (metric) {
                            case Metric.Psnr _ -> Objects.requireNonNull(psnr);
                            case Metric.Ssim _ -> Objects.requireNonNull(ssim);
                            case Metric.Vmaf(VmafModel model) -> vmaf(model, Objects.requireNonNull(fidelity), motion2);
                        });
            }
            return new FrameScores(frame, scores);
        }

        private static Score.Vmaf vmaf(VmafModel model, VmafExtractor.Fidelity fidelity, double motion2) {
            double score = model.score(gain -> fidelity.features(gain, motion2));
            return new Score.Vmaf(model.name(), score, fidelity.features(model.enhancementGain(), motion2));
        }
    }

    private void check(String side, Shape first, Shape now) {
        if (!first.equals(now)) {
            throw new IllegalArgumentException(
                    side + " frame " + frames + " is " + now + ", the frames before it were " + first);
        }
    }

    private boolean isMeasured(Class<? extends Metric> kind) {
        return metrics.stream().anyMatch(kind::isInstance);
    }

    /** The variants of the features that the VMAF models need; empty without such a model. */
    private Set<EnhancementGain> gains() {
        Set<EnhancementGain> gains = EnumSet.noneOf(EnhancementGain.class);
        for (Metric metric : metrics) {
            switch (metric) {
                case Metric.Psnr _, Metric.Ssim _ -> {}
                case Metric.Vmaf(VmafModel model) -> gains.addAll(model.gains());
            }
        }
        return gains;
    }

    /** State that depends only on the reference's size and format. */
    private final class Source {
        private final Shape shape;
        private final @Nullable MotionExtractor motion;

        private Source(Shape shape) {
            shape.checkSize("reference");
            this.shape = shape;
            this.motion = isMeasured(Metric.Vmaf.class)
                    ? new MotionExtractor(kernels, shape.format, shape.width, shape.height)
                    : null;
        }

        private double motionTo(PlanarFrame frame) {
            return motion == null ? 0 : motion.measure(frame);
        }
    }

    /** State that depends on both sizes and the format. */
    private final class Session {
        private final Shape distorted;
        private final @Nullable BicubicScaler scaler;
        private final @Nullable PsnrExtractor psnr;
        private final @Nullable SsimExtractor ssim;
        private final @Nullable VmafExtractor vmaf;

        private Session(Shape reference, Shape distorted) {
            this.distorted = distorted;
            if (!reference.format.equals(distorted.format)) {
                throw new IllegalArgumentException(
                        "reference is " + reference.format + ", distorted is " + distorted.format);
            }
            distorted.checkSize("distorted");
            scaler = reference.equals(distorted)
                    ? null
                    : new BicubicScaler(
                            kernels.rows(),
                            reference.format,
                            distorted.width,
                            distorted.height,
                            reference.width,
                            reference.height);
            psnr = isMeasured(Metric.Psnr.class) ? new PsnrExtractor(kernels.rows(), reference.width) : null;
            ssim = isMeasured(Metric.Ssim.class) ? new SsimExtractor(kernels.rows(), reference.width) : null;
            Set<EnhancementGain> gains = gains();
            vmaf = gains.isEmpty() ? null : new VmafExtractor(kernels, reference.width, reference.height, gains);
        }

        private Measured measure(PlanarFrame referenceFrame, PlanarFrame distortedFrame, int frame, double motion) {
            PlanarFrame scaled = scaler == null ? distortedFrame : scaler.scale(distortedFrame);
            return new Measured(
                    frame,
                    motion,
                    psnr == null ? null : psnr.measure(referenceFrame, scaled),
                    ssim == null ? null : ssim.measure(referenceFrame, scaled),
                    vmaf == null ? null : vmaf.measure(referenceFrame, scaled));
        }
    }

    private record Shape(PixelFormat format, int width, int height) {

        private static Shape of(PlanarFrame frame) {
            return new Shape(frame.format(), frame.width(), frame.height());
        }

        private void checkSize(String side) {
            if (Math.min(width, height) < MIN_SIZE || Math.max(width, height) > MAX_SIZE) {
                throw new IllegalArgumentException(side + " is " + width + "x" + height + ", outside " + MIN_SIZE + "x"
                        + MIN_SIZE + " to " + MAX_SIZE + "x" + MAX_SIZE);
            }
        }

        @Override
        public String toString() {
            return format + " " + width + "x" + height;
        }
    }
}
