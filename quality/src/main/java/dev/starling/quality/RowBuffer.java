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

    final ColumnLayout layout;
    final float[] samples;
    private final int stride;
    private final int capacity;

    RowBuffer(ColumnLayout layout, int capacity) {
        this.layout = layout;
        this.stride = (layout.vectors() + 2 * ROOM) * layout.lanes();
        this.capacity = capacity;
        this.samples = new float[stride * capacity];
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
            samples[start + layout.index(-i)] = samples[start + layout.index(i)];
        }
        extendRight(start, reach, rightEnd);
    }

    private void extendRight(int start, int reach, End rightEnd) {
        int width = layout.width();
        int repeated = rightEnd == End.REPEATED ? 1 : 0;
        for (int i = 0; i < reach; i++) {
            samples[start + layout.index(width + i)] = samples[start + layout.index(width - 2 - i + repeated)];
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
