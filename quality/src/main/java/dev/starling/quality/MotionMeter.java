package dev.starling.quality;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Measures the motion of a video as VMAF counts it. It depends on the reference alone, so one measurement serves any
 * number of distorted versions. An instance belongs to one thread.
 */
public final class MotionMeter {
    private final Kernels kernels;
    private final List<Double> fromPrevious = new ArrayList<>();
    private @Nullable Shape shape;
    private @Nullable MotionExtractor motion;

    /** A meter that has seen no frame. */
    public MotionMeter() {
        this(Kernels.fastest());
    }

    MotionMeter(Kernels kernels) {
        this.kernels = kernels;
    }

    /**
     * Adds the next frame. Its memory may be reused when this returns.
     *
     * @throws IllegalArgumentException if its size is outside {@link QualityMeter#MIN_SIZE} to
     *     {@link QualityMeter#MAX_SIZE}, or its size or format differs from the first frame's
     */
    public void add(PlanarFrame frame) {
        Shape now = Shape.of(frame);
        if (shape == null || motion == null) {
            now.checkSize("reference");
            shape = now;
            motion = new MotionExtractor(kernels, now.format(), now.width(), now.height());
        }
        shape.check("reference", fromPrevious.size(), now);
        fromPrevious.add(motion.measure(frame));
    }

    /**
     * The motion of every frame so far: the smaller of the motion from the previous frame and to the next one. The
     * first frame has none.
     */
    public List<Double> motion2() {
        List<Double> motion2 = new ArrayList<>();
        for (int frame = 0; frame < fromPrevious.size(); frame++) {
            double toNext = frame + 1 < fromPrevious.size() ? fromPrevious.get(frame + 1) : Double.POSITIVE_INFINITY;
            motion2.add(Math.min(fromPrevious.get(frame), toNext));
        }
        return List.copyOf(motion2);
    }
}
