package dev.starling.quality;

/** The inner loops of {@link MotionExtractor}; the two sets give equal results, bit for bit. */
sealed interface MotionKernels permits PlainMotionKernels, VectorMotionKernels {

    /** Weights of the blur, sixteen-bit fixed point, middle first. */
    float WEIGHT0 = 26386 / 65536f;

    float WEIGHT1 = 16004 / 65536f;
    float WEIGHT2 = 3571 / 65536f;

    /** Subtracts a row of the frame before from the same row of this frame. */
    void subtract(RowBuffer current, RowBuffer before, RowBuffer difference, int row);

    /**
     * Blurs five rows of differences vertically, into units of 1/256, rounded down from the middle as libvmaf does.
     *
     * @param rowStarts where the five rows start
     */
    void blurDown(RowBuffer difference, int[] rowStarts, RowBuffer target);

    /**
     * Blurs a row, whose ends are filled, horizontally, and adds the rounded magnitudes to the sums of their columns.
     */
    void addBlurredAcross(RowBuffer source, int[] columns);
}
