package dev.starling.quality;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Scales frames to another size with the cubic kernel and the fixed-point steps of FFmpeg's {@code scale} filter with
 * {@code flags=bicubic+accurate_rnd}, the usual way to bring a distorted picture to its reference's size before VMAF.
 * Kernel: B = 0, C = 0.6, widened when scaling down; taps outside the picture read its edge sample. Rows are scaled
 * first, to 15 bits, then columns. Chroma is scaled within its own plane, which keeps its siting relative to luma.
 *
 * <p>The memory of the scaled frame belongs to this object, which reuses it in the next call.
 */
final class BicubicScaler {

    private static final ValueLayout.OfShort SAMPLE_16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int ROW_BITS = 14;
    private static final int COLUMN_BITS = 12;
    private static final int INTERMEDIATE_BITS = 15;

    private final RowKernels kernels;
    private final PlaneScaler luma;
    private final PlaneScaler chroma;
    private final PlanarFrame scaled;

    BicubicScaler(RowKernels kernels, PixelFormat format, int sourceWidth, int sourceHeight, int width, int height) {
        this.kernels = kernels;
        ChromaSubsampling subsampling = format.chroma();
        this.luma = new PlaneScaler(sourceWidth, sourceHeight, width, height);
        this.chroma = new PlaneScaler(
                subsampling.chromaWidth(sourceWidth),
                subsampling.chromaHeight(sourceHeight),
                subsampling.chromaWidth(width),
                subsampling.chromaHeight(height));
        this.scaled = PlanarFrame.packed(
                format,
                width,
                height,
                Arena.ofAuto().allocate(PlanarFrame.packedBytes(format, width, height), Long.BYTES));
    }

    PlanarFrame scale(PlanarFrame source) {
        luma.scale(source.y(), scaled.y());
        chroma.scale(source.cb(), scaled.cb());
        chroma.scale(source.cr(), scaled.cr());
        return scaled;
    }

    /** The weights of one direction: for each output sample, the weights of consecutive input samples. */
    private static final class Taps {
        private final int perSample;
        private final int[] first;
        private final int[] weights;

        /** The weights of each output sample sum to {@code 1 << bits} exactly. */
        private Taps(int sourceSize, int size, int bits) {
            boolean same = sourceSize == size;
            // swscale's step, rounded to a 65536th of a sample.
            long step65536 = (((long) sourceSize << 16) + (size >> 1)) / size;
            double step = step65536 / 65536.0;
            double stretch = Math.max(1, step);
            int wanted = same ? 1 : step <= 1 ? 5 : 1 + (4 * sourceSize + size - 1) / size;
            perSample = Math.max(1, Math.min(wanted, sourceSize));
            first = new int[size];
            weights = new int[size * perSample];
            double[] kernel = new double[perSample];
            for (int out = 0; out < size; out++) {
                double centre = (out + 0.5) * step - 0.5;
                int start = same ? out : (int) Math.ceil(centre - wanted / 2.0);
                int clampedStart = Math.clamp(start, 0, sourceSize - perSample);
                Arrays.fill(kernel, 0);
                for (int tap = 0; tap < wanted; tap++) {
                    int in = Math.clamp(start + tap, clampedStart, clampedStart + perSample - 1);
                    kernel[in - clampedStart] += same ? 1 : cubic(Math.abs(start + tap - centre) / stretch);
                }
                first[out] = clampedStart;
                quantise(kernel, 1 << bits, out * perSample);
            }
        }

        /** Carries each rounding error to the next tap, so that flat areas stay unchanged. */
        private void quantise(double[] kernel, int one, int offset) {
            double sum = Arrays.stream(kernel).sum();
            double error = 0;
            for (int tap = 0; tap < perSample; tap++) {
                double exact = kernel[tap] / sum * one + error;
                int rounded = (int) Math.rint(exact);
                weights[offset + tap] = rounded;
                error = exact - rounded;
            }
        }

        /** Mitchell and Netravali's cubic for B = 0, C = 0.6. */
        private static double cubic(double distance) {
            double c = 0.6;
            if (distance < 1) {
                return ((2 - c) * distance - (3 - c)) * distance * distance + 1;
            }
            return distance < 2 ? ((-c * distance + 5 * c) * distance - 8 * c) * distance + 4 * c : 0;
        }
    }

    private final class PlaneScaler {
        private final int height;
        private final Taps across;
        private final Taps down;
        private final int[] sourceRow;
        private final int[] sums;

        /** Rows already scaled horizontally; row r is in slot r modulo the number of slots. */
        private final int[][] scaledRows;

        private PlaneScaler(int sourceWidth, int sourceHeight, int width, int height) {
            this.height = height;
            this.across = new Taps(sourceWidth, width, ROW_BITS);
            this.down = new Taps(sourceHeight, height, COLUMN_BITS);
            this.sourceRow = new int[sourceWidth];
            this.sums = new int[width];
            this.scaledRows = new int[down.perSample][width];
        }

        private void scale(SamplePlane source, SamplePlane target) {
            PixelFormat format = scaled.format();
            int nextRow = 0;
            for (int out = 0; out < height; out++) {
                int until = down.first[out] + down.perSample;
                for (nextRow = Math.max(nextRow, down.first[out]); nextRow < until; nextRow++) {
                    kernels.loadInts(source, nextRow, format, sourceRow, sourceRow.length);
                    scaleRow(scaledRows[nextRow % scaledRows.length], format.bitDepth() + ROW_BITS - INTERMEDIATE_BITS);
                }
                int shift = INTERMEDIATE_BITS + COLUMN_BITS - format.bitDepth();
                Arrays.fill(sums, 1 << (shift - 1));
                for (int tap = 0; tap < down.perSample; tap++) {
                    int[] row = scaledRows[(down.first[out] + tap) % scaledRows.length];
                    int weight = down.weights[out * down.perSample + tap];
                    for (int x = 0; x < sums.length; x++) {
                        sums[x] += row[x] * weight;
                    }
                }
                store(target, out, shift, format);
            }
        }

        private void scaleRow(int[] target, int shift) {
            int taps = across.perSample;
            for (int x = 0; x < target.length; x++) {
                int sum = 0;
                for (int tap = 0; tap < taps; tap++) {
                    sum += sourceRow[across.first[x] + tap] * across.weights[x * taps + tap];
                }
                target[x] = Math.min(sum >> shift, (1 << INTERMEDIATE_BITS) - 1);
            }
        }

        private void store(SamplePlane target, int row, int shift, PixelFormat format) {
            MemorySegment memory = target.samples();
            long offset = target.rowOffset(row);
            for (int x = 0; x < sums.length; x++) {
                int sample = Math.clamp(sums[x] >> shift, 0, format.peak());
                if (format.bytesPerSample() == 1) {
                    memory.set(ValueLayout.JAVA_BYTE, offset + x, (byte) sample);
                } else {
                    memory.set(SAMPLE_16, offset + 2L * x, (short) sample);
                }
            }
        }
    }
}
