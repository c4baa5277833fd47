package dev.starling.quality;

/**
 * The luma of a reference and of a distorted picture, as two bands of the rows that VIF and ADM look at at a time: each
 * sample is converted once for both.
 */
final class LumaRows {

    /** Rows of a picture that are worked on together. */
    static final int STEP = 4;

    /** What VIF looks at above and below those. */
    static final int REACH = 8;

    final RowBuffer rows;
    private final RowKernels kernels;
    private int loaded;

    LumaRows(RowKernels kernels, ColumnLayout layout) {
        this.kernels = kernels;
        this.rows = new RowBuffer(layout, 2, STEP + 2 * REACH);
    }

    /** Starts with a new pair of pictures. */
    void clear() {
        loaded = 0;
    }

    /** Makes the {@link #STEP} rows from {@code firstRow} on available, and {@link #REACH} rows around them. */
    void load(PlanarFrame reference, PlanarFrame distorted, int firstRow) {
        for (; loaded < Math.min(reference.height(), firstRow + STEP + REACH); loaded++) {
            kernels.loadFloats(reference.y(), loaded, reference.format(), rows, 0);
            kernels.loadFloats(distorted.y(), loaded, distorted.format(), rows, 1);
        }
    }
}
