package dev.starling.quality;

/**
 * Rows of floats, with room before and after each for the reach of a filter. A buffer that holds fewer rows than a
 * picture keeps the latest ones.
 *
 * <p>A row may have several bands, such as the reference and the distorted picture: the vectors of all bands at one
 * place lie side by side. What a kernel needs of a place is then in one stretch of memory, at distances that are
 * constants.
 *
 * <pre>
 * vector 0 of band 0, vector 0 of band 1, vector 1 of band 0, vector 1 of band 1, …
 * </pre>
 */
final class RowBuffer {

    /** What follows the last column. */
    enum End {
        /** The mirror image, without the last column: a b c | b a. */
        MIRRORED,
        /** The mirror image, with the last column: a b c | c b. */
        REPEATED
    }

    /** Places of room on each side: half the widest filter, and what kernels that work on four vectors run over. */
    private static final int ROOM = 12;

    /** How far the widest filter reaches to each side. */
    private static final int MOST_REACH = 8;

    /** Floats in a cache line of 64 bytes. */
    private static final int LINE = 16;

    final ColumnLayout layout;
    final int bands;
    final float[] samples;

    /** Floats from one vector of a band to its next. */
    final int step;

    private final int stride;
    private final int capacity;

    /** Where the columns are from the first on: {@link ColumnLayout#index} divides, and every row needs these. */
    private final int[] fromLeftEnd;

    /** Where the columns around the right end are, from {@code width − MOST_REACH − 1} on. */
    private final int[] aroundRightEnd = new int[2 * MOST_REACH + 1];

    RowBuffer(ColumnLayout layout, int bands, int capacity) {
        this.layout = layout;
        this.bands = bands;
        this.step = bands * layout.lanes();
        this.stride = stride((layout.vectors() + 2 * ROOM) * step);
        this.capacity = capacity;
        this.samples = new float[stride * capacity];
        this.fromLeftEnd = new int[Math.max(layout.width(), MOST_REACH + 1)];
        for (int column = 0; column < fromLeftEnd.length; column++) {
            fromLeftEnd[column] = index(column);
        }
        for (int i = 0; i < aroundRightEnd.length; i++) {
            aroundRightEnd[i] = index(layout.width() - MOST_REACH - 1 + i);
        }
    }

    /**
     * At least {@code length} floats, and an odd number of cache lines: kernels look at the same place of many rows at
     * once, and rows that are a power of two apart would all fall into the same few sets of the cache.
     */
    private static int stride(int length) {
        int lines = (length + LINE - 1) / LINE;
        return (lines | 1) * LINE;
    }

    /** Index of the first vector of a row. */
    int start(int row) {
        return row % capacity * stride + ROOM * step;
    }

    /** Index of a column of the first band, relative to the start of a row; a lane's width further is the next band. */
    int index(int column) {
        return layout.indexAmongBands(column, bands);
    }

    /** Floats in a row without its ends. */
    int length() {
        return layout.vectors() * step;
    }

    /**
     * Fills what a filter that reaches {@code reach} columns sees beyond each run of a row and beyond the row itself.
     * The left end of a picture is always mirrored.
     */
    void fillEnds(int row, int reach, End rightEnd) {
        int start = start(row);
        int run = length();
        extendRight(start, reach, rightEnd);
        // Before its first column a lane goes on with the end of the lane before; after its last, with the start of the
        // next.
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
        int end = MOST_REACH + 1;
        int repeated = rightEnd == End.REPEATED ? 1 : 0;
        for (int band = start; band < start + step; band += layout.lanes()) {
            for (int i = 0; i < reach; i++) {
                samples[band + aroundRightEnd[end + i]] = samples[band + aroundRightEnd[end - 2 - i + repeated]];
            }
        }
    }

    /** Copies a row of a buffer with as many columns and bands and another layout. */
    void copyRow(RowBuffer source, int row) {
        for (int column = 0; column < layout.width(); column++) {
            int from = source.start(row) + source.fromLeftEnd[column];
            int to = start(row) + fromLeftEnd[column];
            for (int band = 0; band < bands; band++) {
                samples[to + band * layout.lanes()] = source.samples[from + band * layout.lanes()];
            }
        }
    }

    /** The row that stands for one outside a picture of {@code height} rows. */
    static int rowWithin(int row, int height, End lowerEnd) {
        if (row < 0) {
            return -row;
        }
        return row < height ? row : 2 * height - (lowerEnd == End.REPEATED ? 1 : 2) - row;
    }
}
