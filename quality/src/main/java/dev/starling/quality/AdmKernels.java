package dev.starling.quality;

/** The inner loops of {@link AdmExtractor}; the two sets give equal results, bit for bit. */
sealed interface AdmKernels permits PlainAdmKernels, VectorAdmKernels {

    /**
     * Low-pass filter of the db2 wavelet in libvmaf's Q15 fixed point; the high-pass one is its mirror image with
     * signs.
     */
    float LOW0 = 15826 / 32768f;

    float LOW1 = 27411 / 32768f;
    float LOW2 = 7345 / 32768f;
    float LOW3 = -4240 / 32768f;

    /** Floats this large have a last bit of 1/128 or 1/64: adding and subtracting one rounds to that. */
    float ROUNDS_TO_128TH = 0x1.8p16f;

    float ROUNDS_TO_64TH = 0x1.8p17f;

    /** Adding and subtracting it rounds nothing. */
    float ROUNDS_NOTHING = 0;

    /** Vectors at one place of a row that is filtered vertically: low-pass of both pictures, then high-pass of both. */
    int HALVES = 4;

    /**
     * Vectors of details at one place: those of the reference and of the distorted picture in turns, horizontal
     * (high-pass down, low-pass across), vertical (low-pass down, high-pass across), diagonal (high-pass both ways).
     */
    int DETAILS = 6;

    /** Vectors of one picture's details at one place: horizontal, vertical, diagonal. */
    int RESTORED = 3;

    /**
     * Both filters down four rows of both pictures.
     *
     * @param pictures reference and distorted picture, two bands
     * @param rowStarts where the four rows start
     * @param rounding one of the constants above
     * @param halves gets {@link #HALVES} bands
     */
    void waveletDown(RowBuffer pictures, int[] rowStarts, float rounding, RowBuffer halves);

    /**
     * The low-pass filter along a row, keeping every second column.
     *
     * @param halves as {@link #waveletDown} makes them, their ends filled
     * @param pictures gets the approximation of both pictures, at {@code targetRow}
     */
    void approximateAcross(RowBuffer halves, float rounding, RowBuffer pictures, int targetRow);

    /**
     * Both filters along a row, keeping every second column.
     *
     * @param halves as {@link #waveletDown} makes them, their ends filled
     * @param pictures gets the approximation of both pictures, at {@code targetRow}
     * @param details gets {@link #DETAILS} bands
     */
    void waveletAcross(RowBuffer halves, float rounding, RowBuffer pictures, int targetRow, RowBuffer details);

    /**
     * Splits a row of the distorted picture's details into what is left of the reference's details and what was added.
     *
     * @param details of both pictures
     * @param gainLimit how much stronger than in the reference a detail of the same direction may be and still be one
     *     of its own; at least 1
     * @param weights visibility of a horizontal or vertical detail, and of a diagonal one
     * @param restored gets the reference's own, {@link #RESTORED} bands at {@code targetRow}
     * @param addedVisibility gets the visibility of what was added, summed over the three bands, at {@code targetRow}
     */
    void decouple(
            RowBuffer details,
            float gainLimit,
            CsfWeights weights,
            RowBuffer restored,
            RowBuffer addedVisibility,
            int targetRow);

    /** Adds the cubes of a row of the reference's details to the sums of their columns. */
    void addReferenceCubes(RowBuffer details, DetailSums sums);

    /**
     * Adds the cubes of what is visible of a row of restored details, over the threshold that the added ones in the 3×3
     * neighbourhood set.
     *
     * @param rowStarts where the rows above, here and below start in {@code addedVisibility}, whose ends are filled
     */
    void addVisibleCubes(
            RowBuffer restored,
            int row,
            RowBuffer addedVisibility,
            int[] rowStarts,
            CsfWeights weights,
            DetailSums sums);
}
