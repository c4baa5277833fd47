package dev.starling.quality;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.function.IntBinaryOperator;
import java.util.random.RandomGenerator;

/** Pictures made from formulas and seeds. */
final class GeneratedFrames {

    private static final ValueLayout.OfShort SAMPLE_16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private GeneratedFrames() {}

    /** All samples equal. */
    static PlanarFrame flat(PixelFormat format, int width, int height, int sample) {
        return of(format, width, height, (_, _) -> sample);
    }

    /** Every component is the same function of its own coordinates; values are clipped to the format's range. */
    static PlanarFrame of(PixelFormat format, int width, int height, IntBinaryOperator sampleAt) {
        PlanarFrame frame = PlanarFrame.packed(
                format, width, height, Arena.ofAuto().allocate(PlanarFrame.packedBytes(format, width, height)));
        for (int component = 0; component < 3; component++) {
            for (int y = 0; y < frame.planeHeight(component); y++) {
                for (int x = 0; x < frame.planeWidth(component); x++) {
                    set(frame, component, x, y, sampleAt.applyAsInt(x, y));
                }
            }
        }
        return frame;
    }

    /** Independent uniform samples over the whole range. */
    static PlanarFrame noise(PixelFormat format, int width, int height, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        return of(format, width, height, (_, _) -> random.nextInt(format.peak() + 1));
    }

    /** A picture with edges, slopes, texture and flat parts that moves two samples per frame. */
    static PlanarFrame scene(PixelFormat format, int width, int height, int time) {
        RandomGenerator random = new SplittableRandom(1);
        int[] grain = random.ints(4096, -6, 7).toArray();
        int scale = (format.peak() + 1) / 256;
        return of(format, width, height, (x, y) -> {
            int u = x + 2 * time;
            double slope = 90 + 40 * Math.sin(u / 37.0) * Math.cos(y / 23.0);
            double texture = (u / 16 + y / 16) % 3 == 0 ? 18 * Math.sin(u * 0.9) * Math.sin(y * 0.7) : 0;
            double edge = (u / 48 + y / 64) % 4 == 0 ? 60 : 0;
            int noise = (u / 32) % 2 == 0 ? grain[(u * 31 + y * 17) & 4095] : 0;
            return (int) Math.rint((slope + texture + edge + noise) * scale);
        });
    }

    /** A frame as after a coarse encoder: blurred, quantised and slightly noisy. */
    static PlanarFrame degraded(PlanarFrame source, int step, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        PlanarFrame frame = PlanarFrame.packed(
                source.format(),
                source.width(),
                source.height(),
                Arena.ofAuto().allocate(PlanarFrame.packedBytes(source.format(), source.width(), source.height())));
        for (int component = 0; component < 3; component++) {
            int width = source.planeWidth(component);
            for (int y = 0; y < source.planeHeight(component); y++) {
                for (int x = 0; x < width; x++) {
                    int blurred = (sample(source, component, Math.max(0, x - 1), y)
                                    + 2 * sample(source, component, x, y)
                                    + sample(source, component, Math.min(width - 1, x + 1), y))
                            / 4;
                    set(frame, component, x, y, blurred / step * step + step / 2 + random.nextInt(-1, 2));
                }
            }
        }
        return frame;
    }

    static int sample(PlanarFrame frame, int component, int x, int y) {
        SamplePlane plane = frame.plane(component);
        return PlainRowKernels.sample(plane.samples(), plane.rowOffset(y), x, frame.format());
    }

    static void set(PlanarFrame frame, int component, int x, int y, int sample) {
        SamplePlane plane = frame.plane(component);
        MemorySegment memory = plane.samples();
        int clipped = Math.clamp(sample, 0, frame.format().peak());
        if (frame.format().bytesPerSample() == 1) {
            memory.set(ValueLayout.JAVA_BYTE, plane.rowOffset(y) + x, (byte) clipped);
        } else {
            memory.set(SAMPLE_16, plane.rowOffset(y) + 2L * x, (short) clipped);
        }
    }
}
