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
 * {@link RowKernels} on the widest vectors of the machine, 256 bits or more. What is left at the end of a row is done
 * by plain code, so that no load leaves a row.
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

    /** How many squares of a 10-bit difference an int holds: 2048 · 1023² is just below 2<sup>31</sup>. */
    private static final int SQUARES_IN_AN_INT = 2048;

    @Override
    public void loadInts(SamplePlane plane, int row, PixelFormat format, int[] samples, int width) {
        MemorySegment memory = plane.samples();
        long offset = plane.rowOffset(row);
        int end = width - width % LANES;
        if (format.bytesPerSample() == 1) {
            for (int x = 0; x < end; x += LANES) {
                load8(memory, offset + x).intoArray(samples, x);
            }
        } else {
            for (int x = 0; x < end; x += LANES) {
                load16(memory, offset + 2L * x).intoArray(samples, x);
            }
        }
        for (int x = end; x < width; x++) {
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

    /**
     * One gather takes the next int of every run of the row, which is four samples of 8 bits or two of 10: as many
     * vectors of the {@link ColumnLayout}.
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
        int samplesInAnInt = Integer.BYTES / format.bytesPerSample();
        int bits = Integer.SIZE / samplesInAnInt;
        int mask = (1 << bits) - 1;
        FloatVector scale = FloatVector.broadcast(FLOATS, 1f / (1 << (format.bitDepth() - 8)));
        FloatVector grey = FloatVector.broadcast(FLOATS, -128f);
        int at = target.start(row) + band * LANES;
        for (int i = 0; i < layout.vectors() / samplesInAnInt; i++) {
            IntVector samples = IntVector.fromArray(INTS, packed, i, runStarts, 0);
            for (int sample = 0; sample < samplesInAnInt; sample++) {
                ((FloatVector) samples.and(mask).convertShape(VectorOperators.I2F, FLOATS, 0))
                        .fma(scale, grey)
                        .intoArray(target.samples, at);
                samples = samples.lanewise(VectorOperators.LSHR, bits);
                at += target.step;
            }
        }
    }

    /** Room for a row as ints, and where each lane's run starts in it. */
    private int[] packedRow(ColumnLayout layout, PixelFormat format) {
        int intsInARun = layout.vectors() * format.bytesPerSample() / Integer.BYTES;
        if (packedRow.length != intsInARun * LANES) {
            packedRow = new int[intsInARun * LANES];
            for (int lane = 0; lane < LANES; lane++) {
                runStarts[lane] = lane * intsInARun;
            }
        }
        return packedRow;
    }

    @Override
    public long squaredError(int[] reference, int[] distorted, int width) {
        long sum = 0;
        int x = 0;
        while (x + LANES <= width) {
            int end = Math.min(width, x + SQUARES_IN_AN_INT);
            IntVector sums = IntVector.zero(INTS);
            for (; x + LANES <= end; x += LANES) {
                IntVector error = IntVector.fromArray(INTS, reference, x).sub(IntVector.fromArray(INTS, distorted, x));
                sums = sums.add(error.mul(error));
            }
            sum += sums.reduceLanes(VectorOperators.ADD);
        }
        return sum + PlainRowKernels.squaredError(reference, distorted, x, width);
    }

    @Override
    public void addMoments(int[] reference, int[] distorted, SsimExtractor.ColumnSums sums, int width) {
        int end = width - width % LANES;
        for (int x = 0; x < end; x += LANES) {
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
        PlainRowKernels.addMoments(reference, distorted, sums, end, width);
    }
}
