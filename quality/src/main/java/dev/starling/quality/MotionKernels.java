package dev.starling.quality;

/** The inner loops of {@link MotionExtractor}; the two sets give equal results, bit for bit. */
sealed interface MotionKernels permits PlainMotionKernels, VectorMotionKernels {

    /** Weights of the blur in 16-bit fixed point, from the middle outwards. */
    float WEIGHT0 = 26386 / 65536f;

    float WEIGHT1 = 16004 / 65536f;
    float WEIGHT2 = 3571 / 65536f;

    /** Subtracts a row of the previous frame from the same row of the current one. */
    void subtract(RowBuffer current, RowBuffer previous, RowBuffer difference, int row);

    /**
     * Blurs five rows of differences vertically, into units of 1/256, rounding halves up as libvmaf does.
     *
     * @param rowStarts where the five rows start
     */
    void blurDown(RowBuffer difference, int[] rowStarts, RowBuffer target);

    /** Blurs a row, with filled ends, horizontally and adds the rounded magnitudes to the column sums. */
    void addBlurredAcross(RowBuffer source, int[] columns);
}
