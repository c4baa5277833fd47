package dev.starling.quality;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Measures a distorted video against its reference, frame by frame: pairs of frames in, scores out, nothing of the video
 * kept but what the metrics need of the frame before.
 *
 * {@snippet :
 * var meter = new QualityMeter(List.of(new Metric.Psnr(), new Metric.Ssim()));
 * while (moreFrames()) {
 *     meter.measure(reference(), distorted()).ifPresent(scores -> report(scores));
 * }
 * meter.finish().ifPresent(scores -> report(scores));
 * }
 *
 * <p>The first pair fixes the sizes and the format. A distorted frame of another size than its reference is scaled to it with
 * bicubic. An instance belongs to one thread; any number of instances may run side by side.
 */
public final class QualityMeter {

    /** Smallest width and height: below, the coarsest scale of VMAF has nothing to measure. */
    public static final int MIN_SIZE = 64;

    /** Largest width and height: twice 2160p. */
    public static final int MAX_SIZE = 8192;

    private final List<Metric> metrics;
    private final RowKernels kernels;
    private @Nullable Session session;
    private int frames;

    /**
     * A meter for some metrics.
     *
     * @throws IllegalArgumentException when there is none
     */
    public QualityMeter(List<Metric> metrics) {
        this(metrics, RowKernels.fastest());
    }

    QualityMeter(List<Metric> metrics, RowKernels kernels) {
        if (metrics.isEmpty()) {
            throw new IllegalArgumentException("no metric to measure");
        }
        this.metrics = List.copyOf(metrics);
        this.kernels = kernels;
    }

    /**
     * Measures the next pair of frames; their memory is free again when this returns.
     *
     * @return the scores of the newest frame whose scores are known
     * @throws IllegalArgumentException when the two formats differ, a size is outside {@link #MIN_SIZE} to
     *     {@link #MAX_SIZE}, or size or format changed since the first pair; the message names both sides
     */
    public Optional<FrameScores> measure(Frame reference, Frame distorted) {
        Session current = session;
        if (current == null) {
            current = new Session(reference, distorted);
            session = current;
        }
        current.check(reference, distorted);
        Frame scaled = current.scaler == null ? distorted : current.scaler.scale(distorted);
        Map<Metric, Score> scores = new LinkedHashMap<>();
        for (Metric metric : metrics) {
            scores.put(
                    metric,
                    switch (metric) {
                        case Metric.Psnr _ -> current.psnr.measure(reference, scaled);
                        case Metric.Ssim _ -> current.ssim.measure(reference, scaled);
                    });
        }
        return Optional.of(new FrameScores(frames++, scores));
    }

    /** Ends the sequence and gives the scores that waited for a next frame. */
    public Optional<FrameScores> finish() {
        return Optional.empty();
    }

    /** What depends on the size and format of the video. */
    private final class Session {
        private final Shape reference;
        private final Shape distorted;
        private final @Nullable BicubicScaler scaler;
        private final PsnrExtractor psnr;
        private final SsimExtractor ssim;

        private Session(Frame referenceFrame, Frame distortedFrame) {
            reference = Shape.of(referenceFrame);
            distorted = Shape.of(distortedFrame);
            if (!reference.format.equals(distorted.format)) {
                throw new IllegalArgumentException(
                        "reference is " + reference.format + ", distorted is " + distorted.format);
            }
            reference.checkSize("reference");
            distorted.checkSize("distorted");
            scaler = reference.equals(distorted)
                    ? null
                    : new BicubicScaler(
                            kernels,
                            reference.format,
                            distorted.width,
                            distorted.height,
                            reference.width,
                            reference.height);
            psnr = new PsnrExtractor(kernels, reference.width);
            ssim = new SsimExtractor(kernels, reference.width);
        }

        private void check(Frame referenceFrame, Frame distortedFrame) {
            check("reference", reference, Shape.of(referenceFrame));
            check("distorted", distorted, Shape.of(distortedFrame));
        }

        private void check(String side, Shape first, Shape now) {
            if (!first.equals(now)) {
                throw new IllegalArgumentException(
                        side + " frame " + frames + " is " + now + ", the frames before it were " + first);
            }
        }
    }

    private record Shape(PixelFormat format, int width, int height) {

        private static Shape of(Frame frame) {
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
