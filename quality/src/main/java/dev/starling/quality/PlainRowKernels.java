package dev.starling.quality;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * {@link RowKernels} as plain loops: the reference for the vector set. The static twins process the columns from
 * {@code from} until {@code until}; the vector set finishes a row with them.
 */
final class PlainRowKernels implements RowKernels {

    private static final ValueLayout.OfShort SAMPLE_16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    @Override
    public void loadInts(SamplePlane plane, int row, PixelFormat format, int[] samples, int width) {
        MemorySegment memory = plane.samples();
        long offset = plane.rowOffset(row);
        for (int x = 0; x < width; x++) {
            samples[x] = sample(memory, offset, x, format);
        }
    }

    @Override
    public void loadFloats(SamplePlane plane, int row, PixelFormat format, RowBuffer target, int band) {
        float scale = 1f / (1 << (format.bitDepth() - 8));
        int start = target.start(row) + band * target.layout.lanes();
        for (int x = 0; x < target.layout.width(); x++) {
            int sample = sample(plane.samples(), plane.rowOffset(row), x, format);
            target.samples[start + target.index(x)] = Math.fma(sample, scale, -128f);
        }
    }

    @Override
    public void halve(SamplePlane source, PixelFormat format, PlanarFrame target, int targetRow) {
        halve(source, format, target, targetRow, 0);
    }

    static void halve(SamplePlane source, PixelFormat format, PlanarFrame target, int targetRow, int from) {
        MemorySegment memory = target.y().samples();
        long offset = target.y().rowOffset(targetRow);
        long upper = source.rowOffset(2 * targetRow);
        long lower = source.rowOffset(2 * targetRow + 1);
        for (int x = from; x < target.width(); x++) {
            int sum = sample(source.samples(), upper, 2 * x, format)
                    + sample(source.samples(), upper, 2 * x + 1, format)
                    + sample(source.samples(), lower, 2 * x, format)
                    + sample(source.samples(), lower, 2 * x + 1, format);
            if (format.bytesPerSample() == 1) {
                memory.set(ValueLayout.JAVA_BYTE, offset + x, (byte) ((sum + 2) >> 2));
            } else {
                memory.set(SAMPLE_16, offset + 2L * x, (short) ((sum + 2) >> 2));
            }
        }
    }

    static int sample(MemorySegment memory, long rowOffset, int x, PixelFormat format) {
        return format.bytesPerSample() == 1
                ? Byte.toUnsignedInt(memory.get(ValueLayout.JAVA_BYTE, rowOffset + x))
                : Short.toUnsignedInt(memory.get(SAMPLE_16, rowOffset + 2L * x));
    }

    @Override
    public long squaredError(int[] reference, int[] distorted, int width) {
        return squaredError(reference, distorted, 0, width);
    }

    static long squaredError(int[] reference, int[] distorted, int from, int until) {
        long sum = 0;
        for (int x = from; x < until; x++) {
            int error = reference[x] - distorted[x];
            sum += (long) error * error;
        }
        return sum;
    }

    @Override
    public void addMoments(int[] reference, int[] distorted, SsimExtractor.ColumnSums sums, int width) {
        addMoments(reference, distorted, sums, 0, width);
    }

    static void addMoments(int[] reference, int[] distorted, SsimExtractor.ColumnSums sums, int from, int until) {
        for (int x = from; x < until; x++) {
            int r = reference[x];
            int d = distorted[x];
            sums.x[x] += r;
            sums.y[x] += d;
            sums.squares[x] += r * r + d * d;
            sums.products[x] += r * d;
        }
    }
}
