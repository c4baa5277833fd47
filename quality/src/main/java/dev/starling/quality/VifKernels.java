package dev.starling.quality;

/** The inner loops of {@link VifExtractor}; the two sets give equal results, bit for bit. */
sealed interface VifKernels permits PlainVifKernels, VectorVifKernels {

    /** The last bit of this float is 1/256: adding it and subtracting it again rounds to that. */
    float ROUNDS_TO_256TH = 0x1.8p15f;

    /** Weight of a mean's rounding error in the mean square; it has half this weight in the mean product. */
    float ERROR_WEIGHT = 256;

    /**
     * Filters {@link VifMoments#ROWS} output rows at once vertically to means, mean squares and mean products, and
     * rounds the means to 1/256.
     *
     * <p>libvmaf rounds the means of samples from 0 to 255 in this way, but not the mean squares. In a bright picture
     * this changes a variance by up to 2 · 255/512, half of the eye's noise, so it is repeated here. For samples
     * relative to mid-grey, {@code E[X²] − M²} is {@code E[x²] − m² + 256 · (E[x] − m)}: the rounding error of a mean,
     * times 256, is added to the mean square; half of that is added to the mean product.
     *
     * @param pictures two bands, reference and distorted picture
     * @param rowStarts where the input rows start: one for each weight, and one for each output row but the first
     * @param moments receives the moments, in the order of {@link VifMoments}
     */
    void momentsDown(RowBuffer pictures, int[] rowStarts, VifTaps taps, RowBuffer moments);

    /**
     * Filters all moments horizontally and adds the information in the windows of the first {@code rows} rows to the
     * totals of their columns.
     *
     * @param moments filtered vertically, with filled ends
     */
    void addInformation(RowBuffer moments, VifTaps taps, int rows, VifColumns columns);

    /** Moves the exponents of the products in {@code columns} into their integer parts. */
    void foldExponents(VifColumns columns);

    /**
     * Filters one row of all bands vertically and rounds to 1/256.
     *
     * @param rowStarts where the {@link VifTaps#NINE} input rows start
     * @param taps of scale 1 or coarser
     */
    void filterDown(RowBuffer source, int[] rowStarts, VifTaps taps, RowBuffer target);

    /**
     * Filters a row of two bands horizontally, keeps every second column and rounds to 1/256.
     *
     * @param source with ends filled for {@link VifTaps#NINE} weights
     * @param taps of scale 1 or coarser
     */
    void halveAcross(RowBuffer source, VifTaps taps, RowBuffer target, int row);
}
