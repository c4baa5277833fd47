package dev.starling.film;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/**
 * Develops a canvas to 8-bit 4:2:0 samples in limited range, BT.601 as usual for the size: exposure with a soft
 * shoulder, darker edges, grain. Any number of threads may use it.
 */
final class Film {
    private static final float EXPOSURE = 1.7f;
    private static final float GRAIN = 1.25f;
    private static final int GRAIN_SIZE = 2048;

    private final float[] grain;
    private final long seed;

    Film(long seed) {
        this.seed = seed;
        this.grain = Texture.grain(new SplittableRandom(seed), GRAIN_SIZE).finest();
    }

    /**
     * Develops one picture.
     *
     * @param picture number of the picture, which selects its grain
     */
    void develop(Canvas canvas, int picture, Samples samples) {
        SplittableRandom random = new SplittableRandom(seed * 31 + picture);
        int grainX = random.nextInt(GRAIN_SIZE - canvas.width);
        int grainY = random.nextInt(GRAIN_SIZE - canvas.height);
        int width = canvas.width;
        Rows upper = new Rows(width);
        Rows lower = new Rows(width);
        float[] exposure = new float[width];
        byte[] chroma = new byte[width / 2];
        for (int y = 0; y < canvas.height; y++) {
            Rows row = (y & 1) == 0 ? upper : lower;
            expose(exposure, y, canvas);
            print(canvas.red, y * width, exposure, row.red);
            print(canvas.green, y * width, exposure, row.green);
            print(canvas.blue, y * width, exposure, row.blue);
            luma(row, (grainY + y) * GRAIN_SIZE + grainX);
            write(row.samples, samples.luma(), y * samples.lumaStride());
            if (row == lower) {
                chroma(upper.blue, lower.blue, upper.light, lower.light, 1.772f, chroma);
                write(chroma, samples.cb(), y / 2 * samples.chromaStride());
                chroma(upper.red, lower.red, upper.light, lower.light, 1.402f, chroma);
                write(chroma, samples.cr(), y / 2 * samples.chromaStride());
            }
        }
    }

    /** Buffers for the development of one row. */
    private static final class Rows {
        final float[] red;
        final float[] green;
        final float[] blue;
        final float[] light;
        final byte[] samples;

        Rows(int width) {
            red = new float[width];
            green = new float[width];
            blue = new float[width];
            light = new float[width];
            samples = new byte[width];
        }
    }

    // The loops below are simple, so that the compiler turns them into vector instructions.

    private static void expose(float[] exposure, int y, Canvas canvas) {
        float down = (y - canvas.height / 2f) / canvas.height;
        for (int x = 0; x < exposure.length; x++) {
            float across = (x - exposure.length / 2f) / exposure.length;
            exposure[x] = EXPOSURE * (1 - 0.75f * (across * across + down * down));
        }
    }

    /** The soft shoulder light/(1 + light), a gamma of 2, and an S-shaped cubic for more contrast. */
    private static void print(float[] plane, int from, float[] exposure, float[] print) {
        for (int x = 0; x < print.length; x++) {
            float light = plane[from + x] * exposure[x];
            float tone = (float) Math.sqrt(light / (1 + light));
            print[x] = tone * (0.55f + 0.45f * tone * (3 - 2 * tone));
        }
    }

    private void luma(Rows row, int grainFrom) {
        for (int x = 0; x < row.light.length; x++) {
            row.light[x] = 0.299f * row.red[x] + 0.587f * row.green[x] + 0.114f * row.blue[x];
        }
        for (int x = 0; x < row.light.length; x++) {
            float light = row.light[x];
            float speckle = GRAIN * grain[grainFrom + x] * (0.45f + 2.2f * light * (1 - light));
            row.samples[x] = (byte) (int) Math.min(235.5f, Math.max(16f, 16.5f + 219 * light + speckle));
        }
    }

    /** @param scale twice the largest difference between the primary and luma */
    private static void chroma(
            float[] upper, float[] lower, float[] upperLight, float[] lowerLight, float scale, byte[] samples) {
        float factor = 224 / scale / 4;
        for (int x = 0; x < samples.length; x++) {
            float primary = upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1];
            float light = upperLight[2 * x] + upperLight[2 * x + 1] + lowerLight[2 * x] + lowerLight[2 * x + 1];
            samples[x] = (byte) (int) Math.min(240.5f, Math.max(16f, 128.5f + factor * (primary - light)));
        }
    }

    private static void write(byte[] row, MemorySegment plane, long offset) {
        MemorySegment.copy(row, 0, plane, ValueLayout.JAVA_BYTE, offset, row.length);
    }

    /**
     * The target of a developed picture: planes of 8-bit samples, chroma of half the width and height.
     *
     * @param lumaStride bytes from one row of luma to the next
     * @param chromaStride bytes from one row of chroma to the next
     */
    record Samples(MemorySegment luma, MemorySegment cb, MemorySegment cr, long lumaStride, long chromaStride) {}
}
