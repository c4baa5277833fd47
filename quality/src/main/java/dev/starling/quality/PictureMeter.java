package dev.starling.quality;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares single pictures of a distorted video with their references, in any order. VMAF needs to know how the
 * reference moves; {@link MotionMeter} tells. {@link QualityMeter} is simpler where all pictures are measured.
 *
 * <p>The first pair fixes the sizes and the format. A distorted frame whose size differs from its reference's is scaled
 * to it with a bicubic filter. An instance belongs to one thread.
 */
public final class PictureMeter {
    private final List<Metric> metrics;
    private final RowSampling sampling;
    private final Kernels kernels;
    private @Nullable Session session;

    /**
     * A meter for some metrics.
     *
     * @throws IllegalArgumentException if {@code metrics} is empty
     */
    public PictureMeter(List<Metric> metrics, RowSampling sampling) {
        this(metrics, sampling, Kernels.fastest());
    }

    PictureMeter(List<Metric> metrics, RowSampling sampling, Kernels kernels) {
        if (metrics.isEmpty()) {
            throw new IllegalArgumentException("no metric to measure");
        }
        this.metrics = List.copyOf(metrics);
        this.sampling = sampling;
        this.kernels = kernels;
    }

    /**
     * Measures a pair of frames. Their memory may be reused when this returns.
     *
     * @param frame the number of the frame, which the scores carry
     * @param motion2 the motion of the reference, from {@link MotionMeter}; only VMAF needs it
     * @throws IllegalArgumentException if the two formats differ, a size is outside {@link QualityMeter#MIN_SIZE} to
     *     {@link QualityMeter#MAX_SIZE}, or a size or the format changed since the first pair; the message names both
     *     values
     */
    public FrameScores measure(int frame, PlanarFrame reference, PlanarFrame distorted, double motion2) {
        return compare(frame, reference, distorted).scores(metrics, motion2);
    }

    Measured compare(int frame, PlanarFrame reference, PlanarFrame distorted) {
        Session current = session;
        if (current == null) {
            current = new Session(Shape.of(reference), Shape.of(distorted));
            session = current;
        }
        current.reference.check("reference", frame, Shape.of(reference));
        current.distorted.check("distorted", frame, Shape.of(distorted));
        return current.measure(reference, distorted, frame);
    }

    /** A frame whose motion may not be known yet. */
    record Measured(
            int frame,
            Score.@Nullable Psnr psnr,
            Score.@Nullable Ssim ssim,
            VmafExtractor.@Nullable Fidelity fidelity) {

        FrameScores scores(List<Metric> metrics, double motion2) {
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

    /** State that depends on both sizes and the format. */
    private final class Session {
        private final Shape reference;
        private final Shape distorted;
        private final @Nullable BicubicScaler scaler;
        private final @Nullable PsnrExtractor psnr;
        private final @Nullable SsimExtractor ssim;
        private final @Nullable VmafExtractor vmaf;
        private int turn;

        private Session(Shape reference, Shape distorted) {
            this.reference = reference;
            this.distorted = distorted;
            reference.checkSize("reference");
            if (!reference.format().equals(distorted.format())) {
                throw new IllegalArgumentException(
                        "reference is " + reference.format() + ", distorted is " + distorted.format());
            }
            distorted.checkSize("distorted");
            scaler = reference.equals(distorted)
                    ? null
                    : new BicubicScaler(
                            kernels.rows(),
                            reference.format(),
                            distorted.width(),
                            distorted.height(),
                            reference.width(),
                            reference.height());
            psnr = isMeasured(Metric.Psnr.class) ? new PsnrExtractor(kernels.rows(), reference.width()) : null;
            ssim = isMeasured(Metric.Ssim.class) ? new SsimExtractor(kernels.rows(), reference.width()) : null;
            Set<EnhancementGain> gains = gains();
            vmaf = gains.isEmpty() ? null : new VmafExtractor(kernels, reference.width(), reference.height(), gains);
        }

        private Measured measure(PlanarFrame referenceFrame, PlanarFrame distortedFrame, int frame) {
            PlanarFrame scaled = scaler == null ? distortedFrame : scaler.scale(distortedFrame);
            RowSampling.Choice rows = sampling.inTurn(turn++);
            return new Measured(
                    frame,
                    psnr == null ? null : psnr.measure(referenceFrame, scaled),
                    ssim == null ? null : ssim.measure(referenceFrame, scaled, rows),
                    vmaf == null ? null : vmaf.measure(referenceFrame, scaled, rows));
        }
    }
}
