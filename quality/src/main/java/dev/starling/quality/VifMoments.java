package dev.starling.quality;

import java.util.List;

/** First and second moments of {@link #ROWS} rows of windows, filtered in one direction or both. */
final class VifMoments {

    /** Rows that are worked on together, because they share most of their input. */
    static final int ROWS = 4;

    final RowBuffer x;
    final RowBuffer y;
    final RowBuffer xx;
    final RowBuffer yy;
    final RowBuffer xy;

    VifMoments(ColumnLayout layout) {
        x = new RowBuffer(layout, ROWS);
        y = new RowBuffer(layout, ROWS);
        xx = new RowBuffer(layout, ROWS);
        yy = new RowBuffer(layout, ROWS);
        xy = new RowBuffer(layout, ROWS);
    }

    List<RowBuffer> all() {
        return List.of(x, y, xx, yy, xy);
    }
}
