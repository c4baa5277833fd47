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
 * The neighbours of all columns of a vector are then the vectors before and after it, and every second column is every
 * second vector. Where a run ends, the vectors outside are copies shifted by a lane; {@link RowBuffer#fillEnds} makes
 * them. With one lane the layout is the natural one. Columns past {@code width} exist, are computed, and never counted.
 *
 * @param lanes columns in a vector
 * @param width columns of the picture
 * @param vectors vectors in a row
 */
record ColumnLayout(int lanes, int width, int vectors) {

    /** A layout whose rows can be halved {@code halvings} times. */
    static ColumnLayout of(int lanes, int width, int halvings) {
        // Four columns of eight bits are loaded as one int, so a run starts at a multiple of four.
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

    /** Sum of the values of some columns. */
    double sum(float[] values, int fromColumn, int toColumn) {
        double sum = 0;
        // As many columns at a time as follow each other in one lane: index() divides.
        for (int column = fromColumn; column < toColumn; ) {
            int end = Math.min(toColumn, (column / vectors + 1) * vectors);
            for (int at = index(column); column < end; column++) {
                sum += values[at];
                at += lanes;
            }
        }
        return sum;
    }
}
