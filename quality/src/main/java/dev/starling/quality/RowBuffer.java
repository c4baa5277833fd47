package dev.starling.quality;

/**
 * Rows of floats, with room before and after each for the reach of a filter. A buffer that holds fewer rows than a picture
 * keeps the latest ones.
 */
final class RowBuffer {

    /** What follows the last column. */
    enum End {
        /** The mirror image, without the last column: a b c | b a. */
        MIRRORED,
        /** The mirror image, with the last column: a b c | c b. */
        REPEATED
    }

    /** Vectors of room on each side: half the widest filter, and what kernels that work on four vectors run over. */
    private static final int ROOM = 12;

    /** How far the widest filter reaches to each side. */
    private static final int MOST_REACH = 8;

    final ColumnLayout layout;
    final float[] samples;
    private final int stride;
    private final int capacity;

    /** Where columns 0 to {@link #MOST_REACH} are: {@link ColumnLayout#index} divides, and every row needs these. */
    private final int[] fromLeftEnd = new int[MOST_REACH + 1];

    /** Where the columns around the right end are, from {@code width − MOST_REACH − 1} on. */
    private final int[] aroundRightEnd = new int[2 * MOST_REACH + 1];

    RowBuffer(ColumnLayout layout, int capacity) {
        this.layout = layout;
        this.stride = (layout.vectors() + 2 * ROOM) * layout.lanes();
        this.capacity = capacity;
        this.samples = new float[stride * capacity];
        for (int column = 0; column < fromLeftEnd.length; column++) {
            fromLeftEnd[column] = layout.index(column);
        }
        for (int i = 0; i < aroundRightEnd.length; i++) {
            aroundRightEnd[i] = layout.index(layout.width() - MOST_REACH - 1 + i);
        }
    }

    /** Index of the first vector of a row. */
    int start(int row) {
        return row % capacity * stride + ROOM * layout.lanes();
    }

    /**
     * Fills what a filter that reaches {@code reach} columns sees beyond each run of a row and beyond the row itself. The left
     * end of a picture is always mirrored.
     */
    void fillEnds(int row, int reach, End rightEnd) {
        int lanes = layout.lanes();
        int start = start(row);
        int run = layout.length();
        extendRight(start, reach, rightEnd);
        // Before its first column a lane goes on with the end of the lane before; after its last, with the start of the
        // next.
        System.arraycopy(samples, start + run - reach * lanes - 1, samples, start - reach * lanes, reach * lanes);
        System.arraycopy(samples, start + 1, samples, start + run, reach * lanes);
        for (int i = 1; i <= reach; i++) {
            samples[start - i * lanes] = samples[start + fromLeftEnd[i]];
        }
        extendRight(start, reach, rightEnd);
    }

    private void extendRight(int start, int reach, End rightEnd) {
        int end = MOST_REACH + 1;
        int repeated = rightEnd == End.REPEATED ? 1 : 0;
        for (int i = 0; i < reach; i++) {
            samples[start + aroundRightEnd[end + i]] = samples[start + aroundRightEnd[end - 2 - i + repeated]];
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
