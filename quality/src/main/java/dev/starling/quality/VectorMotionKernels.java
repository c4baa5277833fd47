package dev.starling.quality;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link MotionKernels} with the machine's widest vectors. */
final class VectorMotionKernels implements MotionKernels {

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();

    private static FloatVector load(float[] samples, int at) {
        return FloatVector.fromArray(FLOATS, samples, at);
    }

    @Override
    public void subtract(RowBuffer current, RowBuffer previous, RowBuffer difference, int row) {
        int start = difference.start(row);
        int currentStart = current.start(0);
        int previousStart = previous.start(0);
        for (int i = 0; i < difference.layout.length(); i += LANES) {
            load(current.samples, currentStart + i)
                    .sub(load(previous.samples, previousStart + i))
                    .intoArray(difference.samples, start + i);
        }
    }

    @Override
    public void blurDown(RowBuffer difference, int[] rowStarts, RowBuffer target) {
        float[] samples = difference.samples;
        int output = target.start(0);
        for (int i = 0; i < target.layout.length(); i += LANES) {
            FloatVector sum = blur(
                    load(samples, rowStarts[0] + i),
                    load(samples, rowStarts[1] + i),
                    load(samples, rowStarts[2] + i),
                    load(samples, rowStarts[3] + i),
                    load(samples, rowStarts[4] + i));
            IntVector units = toInts(sum.mul(65536f)).add(128).lanewise(VectorOperators.ASHR, 8);
            ((FloatVector) units.convertShape(VectorOperators.I2F, FLOATS, 0)).intoArray(target.samples, output + i);
        }
    }

    @Override
    public void addBlurredAcross(RowBuffer source, int[] columns) {
        float[] samples = source.samples;
        int input = source.start(0);
        for (int i = 0; i < source.layout.length(); i += LANES) {
            int at = input + i;
            FloatVector blurred = blur(
                    load(samples, at - 2 * LANES),
                    load(samples, at - LANES),
                    load(samples, at),
                    load(samples, at + LANES),
                    load(samples, at + 2 * LANES));
            IntVector.fromArray(INTS, columns, i)
                    .add(toInts(blurred.abs().add(0.5f)))
                    .intoArray(columns, i);
        }
    }

    private static FloatVector blur(FloatVector a, FloatVector b, FloatVector c, FloatVector d, FloatVector e) {
        FloatVector outer = a.add(e).mul(WEIGHT2);
        FloatVector inner = b.add(d).fma(FloatVector.broadcast(FLOATS, WEIGHT1), outer);
        return c.fma(FloatVector.broadcast(FLOATS, WEIGHT0), inner);
    }

    private static IntVector toInts(FloatVector values) {
        return (IntVector) values.convertShape(VectorOperators.F2I, INTS, 0);
    }
}
