package dev.starling.quality;

/**
 * Where the columns of a row lie in memory, so that a filter along the row needs no unaligned load and no shuffle.
 *
 * <p>A row is cut into as many equal runs as a vector has lanes, and vector {@code i} holds the {@code i}-th column of
 * every run:
 *
 * <pre>
 *            lane 0   lane 1   lane 2   lane 3
 * vector 0      0        5       10       15          20 columns, 4 lanes, 5 vectors
 * vector 1      1        6       11       16
 * vector 2      2        7       12       17
 * vector 3      3        8       13       18
 * vector 4      4        9       14       19
 * </pre>
 *
 * The neighbours of a vector's columns are then in the vectors before and after it, and every second column is in every
 * second vector. The vectors beyond the ends of a run are copies shifted by a lane; {@link RowBuffer#fillEnds} writes
 * them. With one lane the layout is the natural one. Columns past {@code width} exist and are computed, but never
 * counted.
 *
 * @param lanes columns in a vector
 * @param width columns of the picture
 * @param vectors vectors in a row
 */
record ColumnLayout(int lanes, int width, int vectors) {

    /** A layout whose rows can be halved {@code halvings} times. */
    static ColumnLayout of(int lanes, int width, int halvings) {
        // Four 8-bit columns are loaded as one int, so a run starts at a multiple of four.
        int multiple = Math.max(4, 1 << halvings);
        int vectors = (width + lanes - 1) / lanes;
        return new ColumnLayout(lanes, width, (vectors + multiple - 1) / multiple * multiple);
    }

    /** The layout of every second column, {@code width} of them. */
    ColumnLayout halved(int halfWidth) {
        return new ColumnLayout(lanes, halfWidth, vectors / 2);
    }

    /**
     * Index of a column relative to the start of a row; columns −1, −2 … and those past the last run have places too.
     */
    int index(int column) {
        return indexAmongBands(column, 1);
    }

    /** The same in a row with the vectors of several bands side by side. */
    int indexAmongBands(int column, int bands) {
        int lane = column < 0 ? 0 : Math.min(column / vectors, lanes - 1);
        return (column - lane * vectors) * lanes * bands + lane;
    }

    /** Floats in a row without its ends. */
    int length() {
        return vectors * lanes;
    }

    /** Sum of the values of the columns from {@code fromColumn} until {@code untilColumn}. */
    double sum(float[] values, int fromColumn, int untilColumn) {
        double sum = 0;
        // Columns that follow each other in a lane are summed together, because index() divides.
        for (int column = fromColumn; column < untilColumn; ) {
            int until = Math.min(untilColumn, (column / vectors + 1) * vectors);
            for (int at = index(column); column < until; column++) {
                sum += values[at];
                at += lanes;
            }
        }
        return sum;
    }
}
