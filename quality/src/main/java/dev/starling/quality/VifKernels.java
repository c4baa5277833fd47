package dev.starling.quality;

/** The inner loops of {@link VifExtractor}; the two sets give equal results, bit for bit. */
sealed interface VifKernels permits PlainVifKernels, VectorVifKernels {

    /** A float this large has a last bit of 1/256. */
    float ROUNDS_TO_256TH = 0x1.8p15f;

    /**
     * Filters vertically, for {@link VifMoments#ROWS} rows of output at once: means, means of squares and of products.
     *
     * @param rowStarts where the input rows start in both buffers; as many as there are weights, and one less than output rows
     */
    void momentsDown(RowBuffer reference, RowBuffer distorted, int[] rowStarts, VifTaps taps, VifMoments moments);

    /**
     * Rounds the means of a row that is filtered vertically to 1/256.
     *
     * <p>libvmaf does so, of samples from 0 to 255, and does not round the squares. In a bright picture that moves a variance by
     * up to 2 · 255/512, half of the eye's noise, so it must be done here too. With samples relative to mid-grey,
     * {@code E[X²] − M²} is {@code E[x²] − m² + 256 · (E[x] − m)}: what the rounding of a mean lost goes, times 256, into the
     * mean square, and half of it into the mean product.
     */
    void roundMeans(VifMoments moments, int row);

    /** Filters all rows of one moment horizontally; their ends are filled. */
    void filterAcross(RowBuffer source, VifTaps taps, RowBuffer target);

    /** Adds what the windows of the first {@code rows} rows carry of information to the totals of their columns. */
    void addInformation(VifMoments windows, int rows, VifColumns columns);

    /** Moves the exponents of the products in {@code columns} into their integer parts. */
    void foldExponents(VifColumns columns);

    /** Filters one row vertically and rounds to 1/256. */
    void filterDown(RowBuffer source, int[] rowStarts, VifTaps taps, RowBuffer target, int row);

    /** Filters a row horizontally, keeps every second column and rounds to 1/256; the row's ends are filled. */
    void halveAcross(RowBuffer source, VifTaps taps, RowBuffer target, int row);
}
