package dev.starling.quality;

/**
 * Luma rows of the reference and the distorted picture, as two bands: the rows that VIF and ADM read in one step. Each
 * sample is converted once for both.
 */
final class LumaRows {

    /** Rows processed together. */
    static final int STEP = 4;

    /** Rows that VIF reads above and below them. */
    static final int REACH = 8;

    final RowBuffer rows;
    private final RowKernels kernels;
    private int loaded;

    LumaRows(RowKernels kernels, ColumnLayout layout) {
        this.kernels = kernels;
        this.rows = new RowBuffer(layout, 2, STEP + 2 * REACH);
    }

    /** Starts a new pair of pictures. */
    void clear() {
        loaded = 0;
    }

    /** Loads the {@link #STEP} rows from {@code firstRow} on, and {@link #REACH} rows on each side. */
    void load(PlanarFrame reference, PlanarFrame distorted, int firstRow) {
        for (; loaded < Math.min(reference.height(), firstRow + STEP + REACH); loaded++) {
            kernels.loadFloats(reference.y(), loaded, reference.format(), rows, 0);
            kernels.loadFloats(distorted.y(), loaded, distorted.format(), rows, 1);
        }
    }
}
