package dev.starling.quality;

/** Sample loading and the inner loops of PSNR and SSIM; the two sets give equal results, bit for bit. */
sealed interface RowKernels permits PlainRowKernels, VectorRowKernels {

    /** Reads {@code width} samples of a row. */
    void loadInts(SamplePlane plane, int row, PixelFormat format, int[] samples, int width);

    /** Reads a row into one band of the same row of a buffer, as 8-bit values relative to mid-grey: −128 to 127.75. */
    void loadFloats(SamplePlane plane, int row, PixelFormat format, RowBuffer target, int band);

    /**
     * Writes a row of a picture of half the width and height: each sample is the mean of four, rounded half up.
     *
     * @param target at most half as wide and high; both sizes are even
     */
    void halve(SamplePlane source, PixelFormat format, PlanarFrame target, int targetRow);

    /** Sum of squared differences; a row of 8192 10-bit samples stays below 2<sup>33</sup>. */
    long squaredError(int[] reference, int[] distorted, int width);

    /** Adds one row's samples, squares and products to the column sums. */
    void addMoments(int[] reference, int[] distorted, SsimExtractor.ColumnSums sums, int width);
}
