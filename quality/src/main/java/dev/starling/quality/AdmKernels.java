package dev.starling.quality;

/** The inner loops of {@link AdmExtractor}; the two sets give equal results, bit for bit. */
sealed interface AdmKernels permits PlainAdmKernels, VectorAdmKernels {

    /**
     * Low-pass filter of the db2 wavelet in libvmaf's Q15 fixed point; the high-pass filter is its mirror image with
     * alternating signs.
     */
    float LOW0 = 15826 / 32768f;

    float LOW1 = 27411 / 32768f;
    float LOW2 = 7345 / 32768f;
    float LOW3 = -4240 / 32768f;

    /** The last bit of these floats is 1/128 or 1/64: adding one and subtracting it again rounds to that. */
    float ROUNDS_TO_128TH = 0x1.8p16f;

    float ROUNDS_TO_64TH = 0x1.8p17f;

    /** Rounds nothing. */
    float ROUNDS_NOTHING = 0;

    /** Vectors per place of a vertically filtered row: low-pass of both pictures, then high-pass of both. */
    int HALVES = 4;

    /**
     * Vectors of details per place: horizontal (high-pass down, low-pass across), vertical (low-pass down, high-pass
     * across) and diagonal (high-pass both ways), each of the reference and then of the distorted picture.
     */
    int DETAILS = 6;

    /** Vectors of one picture's details per place: horizontal, vertical, diagonal. */
    int RESTORED = 3;

    /**
     * Applies both filters vertically to four rows of both pictures.
     *
     * @param pictures two bands, reference and distorted picture
     * @param rowStarts where the four rows start
     * @param rounding one of the constants above
     * @param halves receives {@link #HALVES} bands
     */
    void waveletDown(RowBuffer pictures, int[] rowStarts, float rounding, RowBuffer halves);

    /**
     * Applies the low-pass filter along a row and keeps every second column.
     *
     * @param halves from {@link #waveletDown}, with filled ends
     * @param pictures receives the approximation of both pictures, in row {@code targetRow}
     */
    void approximateAcross(RowBuffer halves, float rounding, RowBuffer pictures, int targetRow);

    /**
     * Applies both filters along a row and keeps every second column.
     *
     * @param halves from {@link #waveletDown}, with filled ends
     * @param pictures receives the approximation of both pictures, in row {@code targetRow}
     * @param details receives {@link #DETAILS} bands
     */
    void waveletAcross(RowBuffer halves, float rounding, RowBuffer pictures, int targetRow, RowBuffer details);

    /**
     * Splits a row of the distorted picture's details into restored details of the reference and added ones.
     *
     * @param details of both pictures
     * @param gainLimit how much stronger than in the reference a detail of the same direction may be and still count as
     *     restored; at least 1
     * @param weights visibility of a horizontal or vertical detail, and of a diagonal one
     * @param restored receives the restored details, {@link #RESTORED} bands in row {@code targetRow}
     * @param addedVisibility receives the visibility of the added details, summed over the three bands, in row
     *     {@code targetRow}
     */
    void decouple(
            RowBuffer details,
            float gainLimit,
            CsfWeights weights,
            RowBuffer restored,
            RowBuffer addedVisibility,
            int targetRow);

    /** Adds the cubes of a row of the reference's details to the column sums. */
    void addReferenceCubes(RowBuffer details, DetailSums sums);

    /**
     * Adds a row of restored details to the column sums: the cube of what exceeds the threshold that the added details
     * of the 3×3 neighbourhood set.
     *
     * @param rowStarts where the row above, the row itself and the row below start in {@code addedVisibility}, whose
     *     ends are filled
     */
    void addVisibleCubes(
            RowBuffer restored,
            int row,
            RowBuffer addedVisibility,
            int[] rowStarts,
            CsfWeights weights,
            DetailSums sums);
}
