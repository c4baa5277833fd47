package dev.starling.swarm.title;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/** An immutable vector of finite numbers: the features of a client or path, or a cluster's weights for them. */
public final class FeatureVector {
    private final double[] values;

    /** @param values copied; at least one, all finite */
    @JsonCreator
    public FeatureVector(double... values) {
        if (values.length == 0 || Arrays.stream(values).anyMatch(value -> !Double.isFinite(value))) {
            throw new IllegalArgumentException("not a feature vector: " + Arrays.toString(values));
        }
        this.values = values.clone();
    }

    /** The number of its elements. */
    public int dimension() {
        return values.length;
    }

    /**
     * The dot product with a vector of the same dimension.
     *
     * @throws IllegalArgumentException if the dimensions differ
     */
    public double dot(FeatureVector other) {
        if (other.values.length != values.length) {
            throw new IllegalArgumentException(
                    "vectors have " + values.length + " and " + other.values.length + " dimensions");
        }
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[i] * other.values[i];
        }
        return sum;
    }

    /** A copy of its elements. */
    @JsonValue
    public double[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FeatureVector vector && Arrays.equals(values, vector.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
