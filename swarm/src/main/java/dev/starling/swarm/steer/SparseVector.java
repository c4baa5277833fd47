package dev.starling.swarm.steer;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** A vector of which few elements are not 0. Immutable. */
final class SparseVector {
    private final int[] indexes;
    private final double[] values;

    private SparseVector(int[] indexes, double[] values) {
        this.indexes = indexes;
        this.values = values;
    }

    /** The dot product with a vector that is computed where it is needed. */
    double dot(IntToDoubleFunction other) {
        double sum = 0;
        for (int i = 0; i < indexes.length; i++) {
            sum += values[i] * other.applyAsDouble(indexes[i]);
        }
        return sum;
    }

    /** Collects elements. */
    static final class Builder {
        private int[] indexes = new int[16];
        private double[] values = new double[16];
        private int count;

        /** Adds an element; 0 is left out. */
        Builder add(int index, double value) {
            if (value == 0) {
                return this;
            }
            if (count == indexes.length) {
                indexes = Arrays.copyOf(indexes, 2 * count);
                values = Arrays.copyOf(values, 2 * count);
            }
            indexes[count] = index;
            values[count++] = value;
            return this;
        }

        SparseVector build() {
            return new SparseVector(Arrays.copyOf(indexes, count), Arrays.copyOf(values, count));
        }
    }
}
