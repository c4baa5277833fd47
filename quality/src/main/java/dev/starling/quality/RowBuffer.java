package dev.starling.quality;

/**
 * Rows of floats, each with room on both sides for the reach of a filter. A buffer that holds fewer rows than a picture
 * keeps the latest ones.
 *
 * <p>A row may have several bands, such as the reference and the distorted picture: the vectors of all bands at one
 * place lie side by side. All values that a kernel needs for a place are then contiguous, at constant distances.
 *
 * <pre>
 * vector 0 of band 0, vector 0 of band 1, vector 1 of band 0, vector 1 of band 1, …
 * </pre>
 */
final class RowBuffer {

    /** The columns after the last one. */
    enum End {
        /** The mirror image, without the last column: a b c | b a. */
        MIRRORED,
        /** The mirror image, with the last column: a b c | c b. */
        REPEATED
    }

    /**
     * Places of room on each side: half the widest filter, plus the overrun of kernels that process four vectors at
     * once.
     */
    private static final int ROOM = 12;

    /** Reach of the widest filter to each side. */
    private static final int MAX_REACH = 8;

    /** Floats per cache line of 64 bytes. */
    private static final int FLOATS_PER_LINE = 16;

    final ColumnLayout layout;
    final int bands;
    final float[] samples;

    /** Floats from one vector of a band to the next. */
    final int step;

    private final int stride;
    private final int capacity;

    /** Indices of the columns from the first on. Every row needs them, and {@link ColumnLayout#index} divides. */
    private final int[] fromLeftEnd;

    /** Indices of the columns around the right end, from {@code width − MAX_REACH − 1} on. */
    private final int[] aroundRightEnd = new int[2 * MAX_REACH + 1];

    RowBuffer(ColumnLayout layout, int bands, int capacity) {
        this.layout = layout;
        this.bands = bands;
        this.step = bands * layout.lanes();
        this.stride = stride((layout.vectors() + 2 * ROOM) * step);
        this.capacity = capacity;
        this.samples = new float[stride * capacity];
        this.fromLeftEnd = new int[Math.max(layout.width(), MAX_REACH + 1)];
        for (int column = 0; column < fromLeftEnd.length; column++) {
            fromLeftEnd[column] = index(column);
        }
        for (int i = 0; i < aroundRightEnd.length; i++) {
            aroundRightEnd[i] = index(layout.width() - MAX_REACH - 1 + i);
        }
    }

    /**
     * At least {@code length} floats, and an odd number of cache lines: kernels read the same place of many rows at
     * once, and rows a power of two apart would compete for the same few sets of the cache.
     */
    private static int stride(int length) {
        int lines = (length + FLOATS_PER_LINE - 1) / FLOATS_PER_LINE;
        return (lines | 1) * FLOATS_PER_LINE;
    }

    /** Index of the first vector of a row. */
    int start(int row) {
        return row % capacity * stride + ROOM * step;
    }

    /**
     * Index of a column of the first band, relative to the start of a row; the next band is {@code layout.lanes()}
     * further.
     */
    int index(int column) {
        return layout.indexAmongBands(column, bands);
    }

    /** Floats in a row without its ends. */
    int length() {
        return layout.vectors() * step;
    }

    /**
     * Fills the {@code reach} columns that a filter reads beyond each run of a row and beyond the row itself. The left
     * end of a picture is always mirrored.
     */
    void fillEnds(int row, int reach, End rightEnd) {
        int start = start(row);
        int run = length();
        extendRight(start, reach, rightEnd);
        // Before its first column, a lane holds the end of the lane before; after its last, the start of the next.
        System.arraycopy(samples, start + run - reach * step - 1, samples, start - reach * step, reach * step);
        System.arraycopy(samples, start + 1, samples, start + run, reach * step);
        for (int band = 0; band < step; band += layout.lanes()) {
            for (int i = 1; i <= reach; i++) {
                samples[start + band - i * step] = samples[start + band + fromLeftEnd[i]];
            }
        }
        extendRight(start, reach, rightEnd);
    }

    private void extendRight(int start, int reach, End rightEnd) {
        int firstOutside = MAX_REACH + 1;
        int repeated = rightEnd == End.REPEATED ? 1 : 0;
        for (int band = start; band < start + step; band += layout.lanes()) {
            for (int i = 0; i < reach; i++) {
                int outside = band + aroundRightEnd[firstOutside + i];
                int inside = band + aroundRightEnd[firstOutside - 2 - i + repeated];
                samples[outside] = samples[inside];
            }
        }
    }

    /** Copies a row from a buffer with as many columns and bands but another layout. */
    void copyRow(RowBuffer source, int row) {
        for (int column = 0; column < layout.width(); column++) {
            int from = source.start(row) + source.fromLeftEnd[column];
            int to = start(row) + fromLeftEnd[column];
            for (int band = 0; band < bands; band++) {
                samples[to + band * layout.lanes()] = source.samples[from + band * layout.lanes()];
            }
        }
    }

    /** The row that stands for {@code row}, which may lie outside a picture of {@code height} rows. */
    static int rowWithin(int row, int height, End lowerEnd) {
        if (row < 0) {
            return -row;
        }
        return row < height ? row : 2 * height - (lowerEnd == End.REPEATED ? 1 : 2) - row;
    }
}
