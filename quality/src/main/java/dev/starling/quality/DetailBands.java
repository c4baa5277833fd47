package dev.starling.quality;

/**
 * The three detail bands of a wavelet transform, in a few rows.
 *
 * @param horizontal high-pass down, low-pass across
 * @param vertical low-pass down, high-pass across
 * @param diagonal high-pass both ways
 */
record DetailBands(RowBuffer horizontal, RowBuffer vertical, RowBuffer diagonal) {

    DetailBands(ColumnLayout layout, int rows) {
        this(new RowBuffer(layout, rows), new RowBuffer(layout, rows), new RowBuffer(layout, rows));
    }
}
