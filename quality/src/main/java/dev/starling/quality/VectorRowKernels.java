package dev.starling.quality;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link RowKernels} with the machine's widest vectors, at least 256 bits. Plain code processes the rest of a row, so
 * that no load reads beyond it.
 */
final class VectorRowKernels implements RowKernels {

    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = INTS.length();
    private static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(LANES * Short.SIZE));
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(LANES * Byte.SIZE));

    private int[] packedRow = {};
    private final int[] runStarts = new int[LANES];

    /** Squares of 10-bit differences that fit an int: 2048 · 1023² is just below 2<sup>31</sup>. */
    private static final int MAX_SQUARES_PER_INT = 2048;

    @Override
    public void loadInts(SamplePlane plane, int row, PixelFormat format, int[] samples, int width) {
        MemorySegment memory = plane.samples();
        long offset = plane.rowOffset(row);
        int until = width - width % LANES;
        if (format.bytesPerSample() == 1) {
            for (int x = 0; x < until; x += LANES) {
                load8(memory, offset + x).intoArray(samples, x);
            }
        } else {
            for (int x = 0; x < until; x += LANES) {
                load16(memory, offset + 2L * x).intoArray(samples, x);
            }
        }
        for (int x = until; x < width; x++) {
            samples[x] = PlainRowKernels.sample(memory, offset, x, format);
        }
    }

    private static IntVector load8(MemorySegment memory, long offset) {
        return (IntVector) ByteVector.fromMemorySegment(BYTES, memory, offset, ByteOrder.LITTLE_ENDIAN)
                .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0);
    }

    private static IntVector load16(MemorySegment memory, long offset) {
        return (IntVector) ShortVector.fromMemorySegment(SHORTS, memory, offset, ByteOrder.LITTLE_ENDIAN)
                .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0);
    }

    /** Two neighbours are the low and the high half of one element that is twice as wide. */
    @Override
    public void halve(SamplePlane source, PixelFormat format, PlanarFrame target, int targetRow) {
        MemorySegment memory = source.samples();
        MemorySegment halved = target.y().samples();
        long upper = source.rowOffset(2 * targetRow);
        long lower = source.rowOffset(2 * targetRow + 1);
        long offset = target.y().rowOffset(targetRow);
        int until = target.width() - target.width() % LANES;
        if (format.bytesPerSample() == 1) {
            for (int x = 0; x < until; x += LANES) {
                ShortVector a = ShortVector.fromMemorySegment(SHORTS, memory, upper + 2L * x, ByteOrder.LITTLE_ENDIAN);
                ShortVector b = ShortVector.fromMemorySegment(SHORTS, memory, lower + 2L * x, ByteOrder.LITTLE_ENDIAN);
                ShortVector sum = a.and((short) 0xff)
                        .add(b.and((short) 0xff))
                        .add(a.lanewise(VectorOperators.LSHR, 8))
                        .add(b.lanewise(VectorOperators.LSHR, 8))
                        .add((short) 2)
                        .lanewise(VectorOperators.LSHR, 2);
                ((ByteVector) sum.convertShape(VectorOperators.S2B, BYTES, 0))
                        .intoMemorySegment(halved, offset + x, ByteOrder.LITTLE_ENDIAN);
            }
        } else {
            for (int x = 0; x < until; x += LANES) {
                IntVector a = IntVector.fromMemorySegment(INTS, memory, upper + 4L * x, ByteOrder.LITTLE_ENDIAN);
                IntVector b = IntVector.fromMemorySegment(INTS, memory, lower + 4L * x, ByteOrder.LITTLE_ENDIAN);
                IntVector sum = a.and(0xffff)
                        .add(b.and(0xffff))
                        .add(a.lanewise(VectorOperators.LSHR, 16))
                        .add(b.lanewise(VectorOperators.LSHR, 16))
                        .add(2)
                        .lanewise(VectorOperators.LSHR, 2);
                ((ShortVector) sum.convertShape(VectorOperators.I2S, SHORTS, 0))
                        .intoMemorySegment(halved, offset + 2L * x, ByteOrder.LITTLE_ENDIAN);
            }
        }
        PlainRowKernels.halve(source, format, target, targetRow, until);
    }

    /**
     * One gather loads the next int of every run of the row: four 8-bit samples or two 10-bit samples, each for a
     * vector of its own in the {@link ColumnLayout}.
     */
    @Override
    public void loadFloats(SamplePlane plane, int row, PixelFormat format, RowBuffer target, int band) {
        ColumnLayout layout = target.layout;
        int[] packed = packedRow(layout, format);
        MemorySegment.copy(
                plane.samples(),
                plane.rowOffset(row),
                MemorySegment.ofArray(packed),
                0,
                (long) layout.width() * format.bytesPerSample());
        int samplesPerInt = Integer.BYTES / format.bytesPerSample();
        int bits = Integer.SIZE / samplesPerInt;
        int mask = (1 << bits) - 1;
        FloatVector scale = FloatVector.broadcast(FLOATS, 1f / (1 << (format.bitDepth() - 8)));
        FloatVector grey = FloatVector.broadcast(FLOATS, -128f);
        int at = target.start(row) + band * LANES;
        for (int i = 0; i < layout.vectors() / samplesPerInt; i++) {
            IntVector samples = IntVector.fromArray(INTS, packed, i, runStarts, 0);
            for (int sample = 0; sample < samplesPerInt; sample++) {
                ((FloatVector) samples.and(mask).convertShape(VectorOperators.I2F, FLOATS, 0))
                        .fma(scale, grey)
                        .intoArray(target.samples, at);
                samples = samples.lanewise(VectorOperators.LSHR, bits);
                at += target.step;
            }
        }
    }

    /** A buffer for a row as ints; {@link #runStarts} says where each lane's run starts in it. */
    private int[] packedRow(ColumnLayout layout, PixelFormat format) {
        int intsPerRun = layout.vectors() * format.bytesPerSample() / Integer.BYTES;
        if (packedRow.length != intsPerRun * LANES) {
            packedRow = new int[intsPerRun * LANES];
            for (int lane = 0; lane < LANES; lane++) {
                runStarts[lane] = lane * intsPerRun;
            }
        }
        return packedRow;
    }

    @Override
    public long squaredError(int[] reference, int[] distorted, int width) {
        long sum = 0;
        int x = 0;
        while (x + LANES <= width) {
            int until = Math.min(width, x + MAX_SQUARES_PER_INT);
            IntVector sums = IntVector.zero(INTS);
            for (; x + LANES <= until; x += LANES) {
                IntVector error = IntVector.fromArray(INTS, reference, x).sub(IntVector.fromArray(INTS, distorted, x));
                sums = sums.add(error.mul(error));
            }
            sum += sums.reduceLanes(VectorOperators.ADD);
        }
        return sum + PlainRowKernels.squaredError(reference, distorted, x, width);
    }

    @Override
    public void addMoments(int[] reference, int[] distorted, SsimExtractor.ColumnSums sums, int width) {
        int until = width - width % LANES;
        for (int x = 0; x < until; x += LANES) {
            IntVector r = IntVector.fromArray(INTS, reference, x);
            IntVector d = IntVector.fromArray(INTS, distorted, x);
            IntVector.fromArray(INTS, sums.x, x).add(r).intoArray(sums.x, x);
            IntVector.fromArray(INTS, sums.y, x).add(d).intoArray(sums.y, x);
            IntVector.fromArray(INTS, sums.squares, x)
                    .add(r.mul(r))
                    .add(d.mul(d))
                    .intoArray(sums.squares, x);
            IntVector.fromArray(INTS, sums.products, x).add(r.mul(d)).intoArray(sums.products, x);
        }
        PlainRowKernels.addMoments(reference, distorted, sums, until, width);
    }
}
