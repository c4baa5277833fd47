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
 * Measures a distorted video against its reference, frame by frame: pairs of frames in, scores out, nothing of the
 * video kept but what the metrics need of the frame before.
 *
 * <p>{@snippet : var vmaf = new Metric.Vmaf(VmafModel.starlingFit()); var meter = new QualityMeter(List.of(vmaf, new
 * Metric.Psnr())); while (moreFrames()) { meter.measure(reference(), distorted()).ifPresent(scores -> report(scores));
 * } meter.finish().ifPresent(scores -> report(scores)); }
 *
 * <p>VMAF looks at the motion to the next frame, so with it the scores of a frame come when the next one is measured.
 *
 * <p>The first pair fixes the sizes and the format. A distorted frame of another size than its reference is scaled to
 * it with bicubic. An instance belongs to one thread; any number of instances may run side by side.
 */
public final class QualityMeter {

    /** Smallest width and height: below, the coarsest scale of VMAF has nothing to measure. */
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
     * @throws IllegalArgumentException when there is none
     */
    public QualityMeter(List<Metric> metrics) {
        this(metrics, 1);
    }

    /**
     * A meter that scores every {@code subsample}-th frame, from the first; motion is still measured between all.
     *
     * @throws IllegalArgumentException when there is no metric or {@code subsample} is below 1
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
     * Measures the next pair of frames; their memory is free again when this returns.
     *
     * @return the scores that became known: of this frame, or with VMAF of the one before; never of two
     * @throws IllegalArgumentException when the two formats differ, a size is outside {@link #MIN_SIZE} to
     *     {@link #MAX_SIZE}, or size or format changed since the first pair; the message names both sides
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
     * Passes over the next pair of frames, of which only the reference is looked at, for its motion.
     *
     * @return the scores of the frame before, where they waited for this one
     * @throws IllegalArgumentException as {@link #measure}
     */
    public Optional<FrameScores> skip(PlanarFrame reference) {
        Source from = sourceOf(reference);
        frames++;
        return finish(from.motionTo(reference));
    }

    /** What the first reference made, if this one is like it. */
    private Source sourceOf(PlanarFrame reference) {
        Source from = source;
        if (from == null) {
            from = new Source(Shape.of(reference));
            source = from;
        }
        check("reference", from.shape, Shape.of(reference));
        return from;
    }

    /** Ends the sequence and gives the scores that waited for a next frame. */
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
            double motionFromBefore,
            Score.@Nullable Psnr psnr,
            Score.@Nullable Ssim ssim,
            VmafExtractor.@Nullable Fidelity fidelity) {

        private FrameScores scores(List<Metric> metrics, double motionToNext) {
            // Of the first frame the motion before is 0, and so is the smaller of the two.
            double motion2 = Math.min(motionFromBefore, motionToNext);
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

    private boolean wants(Class<? extends Metric> kind) {
        return metrics.stream().anyMatch(kind::isInstance);
    }

    /** What the models of VMAF look at; empty without one. */
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

    /** What depends on the size and format of the reference alone. */
    private final class Source {
        private final Shape shape;
        private final @Nullable MotionExtractor motion;

        private Source(Shape shape) {
            shape.checkSize("reference");
            this.shape = shape;
            this.motion = wants(Metric.Vmaf.class)
                    ? new MotionExtractor(kernels, shape.format, shape.width, shape.height)
                    : null;
        }

        private double motionTo(PlanarFrame frame) {
            return motion == null ? 0 : motion.measure(frame);
        }
    }

    /** What depends on the sizes and the format of both. */
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
            psnr = wants(Metric.Psnr.class) ? new PsnrExtractor(kernels.rows(), reference.width) : null;
            ssim = wants(Metric.Ssim.class) ? new SsimExtractor(kernels.rows(), reference.width) : null;
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
