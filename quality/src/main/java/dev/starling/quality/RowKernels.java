package dev.starling.quality;

import jdk.incubator.vector.IntVector;

/**
 * The inner loops of the metrics, each over one row. There are two sets, {@link PlainRowKernels} to read and
 * {@link VectorRowKernels} to run; they give equal results, bit for bit, on any input, because every kernel works column by
 * column, or sums whole numbers.
 */
sealed interface RowKernels permits PlainRowKernels, VectorRowKernels {

    /** The faster set on this machine. */
    static RowKernels fastest() {
        // The byte-to-int conversions need a byte vector a quarter as wide, and 64 bits is the smallest there is.
        return IntVector.SPECIES_PREFERRED.vectorBitSize() >= 256 ? new VectorRowKernels() : new PlainRowKernels();
    }

    /** Reads {@code width} samples of a row. */
    void loadInts(Plane plane, int row, PixelFormat format, int[] samples, int width);

    /** Sum of squared differences; a row of 8192 samples of 10 bits stays below 2<sup>33</sup>. */
    long squaredError(int[] reference, int[] distorted, int width);

    /** Adds one row's samples, squares and products to the sums of their columns. */
    void addMoments(int[] reference, int[] distorted, SsimExtractor.ColumnSums sums, int width);
}
