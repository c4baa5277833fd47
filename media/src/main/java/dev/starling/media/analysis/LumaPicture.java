package dev.starling.media.analysis;

import dev.starling.libav.Plane;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** A luma plane on the heap, where loops are fast: 16 bits per sample, rows without gaps. */
final class LumaPicture {
    private final int width;
    private final int height;
    private final short[] samples;

    private LumaPicture(int width, int height, short[] samples) {
        this.width = width;
        this.height = height;
        this.samples = samples;
    }

    /** A copy of a plane of 8-bit samples. */
    static LumaPicture of(Plane plane) {
        int width = plane.width();
        int height = plane.height();
        short[] samples = new short[width * height];
        byte[] row = new byte[width];
        for (int y = 0; y < height; y++) {
            MemorySegment.copy(plane.samples(), ValueLayout.JAVA_BYTE, y * plane.strideBytes(), row, 0, width);
            for (int x = 0; x < width; x++) {
                samples[y * width + x] = (short) (row[x] & 0xff);
            }
        }
        return new LumaPicture(width, height, samples);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** All samples, row by row. The caller must not write to the array. */
    short[] samples() {
        return samples;
    }

    /**
     * Each sample becomes the mean of {@code factor} by {@code factor}; an incomplete last row or column is dropped.
     */
    LumaPicture shrunk(int factor) {
        if (factor == 1) {
            return this;
        }
        int smallWidth = width / factor;
        int smallHeight = height / factor;
        short[] small = new short[smallWidth * smallHeight];
        int[] sums = new int[smallWidth];
        int area = factor * factor;
        for (int y = 0; y < smallHeight; y++) {
            Arrays.fill(sums, 0);
            for (int row = y * factor; row < (y + 1) * factor; row++) {
                int from = row * width;
                for (int x = 0; x < smallWidth; x++) {
                    int sum = 0;
                    for (int i = 0; i < factor; i++) {
                        sum += samples[from + x * factor + i];
                    }
                    sums[x] += sum;
                }
            }
            for (int x = 0; x < smallWidth; x++) {
                small[y * smallWidth + x] = (short) ((sums[x] + area / 2) / area);
            }
        }
        return new LumaPicture(smallWidth, smallHeight, small);
    }
}
