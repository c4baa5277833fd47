package dev.starling.quality;

/** The inner loops of {@link AdmExtractor}; the two sets give equal results, bit for bit. */
sealed interface AdmKernels permits PlainAdmKernels, VectorAdmKernels {

    /** Low-pass filter of the db2 wavelet in libvmaf's Q15 fixed point; the high-pass one is its mirror image with signs. */
    float LOW0 = 15826 / 32768f;

    float LOW1 = 27411 / 32768f;
    float LOW2 = 7345 / 32768f;
    float LOW3 = -4240 / 32768f;

    /** Floats this large have a last bit of 1/128 or 1/64: adding and subtracting one rounds to that. */
    float ROUNDS_TO_128TH = 0x1.8p16f;

    float ROUNDS_TO_64TH = 0x1.8p17f;

    /** Adding and subtracting it rounds nothing. */
    float ROUNDS_NOTHING = 0;

    /**
     * Both filters down four rows.
     *
     * @param rowStarts where the four rows start in the source
     * @param rounding one of the constants above
     */
    void waveletDown(RowBuffer source, int[] rowStarts, float rounding, RowBuffer low, RowBuffer high);

    /** Both filters along a row whose ends are filled, keeping every second column. */
    void waveletAcross(RowBuffer source, float rounding, RowBuffer low, RowBuffer high, int targetRow);

    /**
     * Splits a row of the distorted picture's details into what is left of the reference's details and what was added.
     *
     * @param gainLimit how much stronger than in the reference a detail of the same direction may be and still be one of its
     *     own; at least 1
     * @param weights visibility of a horizontal or vertical detail, and of a diagonal one
     * @param restored gets the reference's own, at {@code targetRow}
     * @param addedVisibility gets the visibility of what was added, summed over the three bands, at {@code targetRow}
     */
    void decouple(
            DetailBands reference,
            DetailBands distorted,
            float gainLimit,
            CsfWeights weights,
            DetailBands restored,
            RowBuffer addedVisibility,
            int targetRow);

    /** Adds the cubes of a row's details to the sums of their columns. */
    void addCubes(DetailBands details, int row, DetailSums sums);

    /**
     * Adds the cubes of what is visible of a row of restored details, over the threshold that the added ones in the 3×3
     * neighbourhood set.
     *
     * @param rowStarts where the rows above, here and below start in {@code addedVisibility}, whose ends are filled
     */
    void addVisibleCubes(
            DetailBands restored,
            int row,
            RowBuffer addedVisibility,
            int[] rowStarts,
            CsfWeights weights,
            DetailSums sums);
}
