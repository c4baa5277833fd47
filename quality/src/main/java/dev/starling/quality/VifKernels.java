package dev.starling.quality;

/** The inner loops of {@link VifExtractor}; the two sets give equal results, bit for bit. */
sealed interface VifKernels permits PlainVifKernels, VectorVifKernels {

    /** A float this large has a last bit of 1/256. */
    float ROUNDS_TO_256TH = 0x1.8p15f;

    /** What of the rounding of a mean goes into a mean square; half of it goes into a mean product. */
    float SQUARE_OF_LOST = 256;

    /**
     * Filters vertically, for {@link VifMoments#ROWS} rows of output at once: means, means of squares and of products,
     * and rounds the means to 1/256.
     *
     * <p>libvmaf rounds so, of samples from 0 to 255, and does not round the squares. In a bright picture that moves a
     * variance by up to 2 · 255/512, half of the eye's noise, so it must be done here too. With samples relative to
     * mid-grey, {@code E[X²] − M²} is {@code E[x²] − m² + 256 · (E[x] − m)}: what the rounding of a mean lost goes,
     * times 256, into the mean square, and half of it into the mean product.
     *
     * @param pictures reference and distorted picture, two bands
     * @param rowStarts where the input rows start; as many as there are weights, and one less than output rows
     * @param moments gets the moments, in the order of {@link VifMoments}
     */
    void momentsDown(RowBuffer pictures, int[] rowStarts, VifTaps taps, RowBuffer moments);

    /**
     * Filters all moments horizontally and adds what the windows of the first {@code rows} rows carry of information to
     * the totals of their columns.
     *
     * @param moments filtered vertically, their ends filled
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
     * @param source its ends are filled as far as {@link VifTaps#NINE} weights reach
     * @param taps of scale 1 or coarser
     */
    void halveAcross(RowBuffer source, VifTaps taps, RowBuffer target, int row);
}
