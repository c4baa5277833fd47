package dev.starling.h264.slice;

/**
 * Finds the neighbours A (left) and B (above) of the current macroblock and of its blocks (6.4.9 to 6.4.12).
 * Macroblocks count from the start of the slice, as in {@link SliceData}, so a neighbour in another slice has a
 * negative number and is not available.
 *
 * <p>In MBAFF frames, the left neighbour of a block depends on its row, because frame and field macroblock pairs can be
 * adjacent.
 */
final class Neighbours {

    private final SliceData data;
    private int picWidthInMbs;
    private int firstMbAddr;
    private boolean mbaff;
    private int chromaRows;
    /** The next macroblock without a left neighbour; not used in MBAFF frames. */
    private int nextRowStart;

    /** The first macroblock of the second row; not used in MBAFF frames. */
    private int firstRowEnd;

    /** Whether the current macroblock is a field macroblock of an MBAFF frame. */
    boolean field;

    /** The macroblock to the left of the current one's first sample; −1 if there is none. */
    int a;

    /** The macroblock above the current one's first sample; −1 if there is none. */
    int b;

    /** The macroblock to the left of each row of luma 4x4 blocks; −1 if there is none. */
    final int[] lumaLeft = new int[4];

    /** The adjacent row of 4x4 blocks in that macroblock. */
    final int[] lumaLeftRow = new int[4];

    /** As {@link #lumaLeft}, for the two (4:2:0) or four (4:2:2) rows of chroma 4x4 blocks. */
    final int[] chromaLeft = new int[4];

    /** As {@link #lumaLeftRow}, for chroma. */
    final int[] chromaLeftRow = new int[4];

    Neighbours(SliceData data) {
        this.data = data;
    }

    void begin(SliceParameters parameters) {
        picWidthInMbs = parameters.sps().picWidthInMbs();
        firstMbAddr = parameters.firstMbAddr();
        mbaff = parameters.mbaffFrameFlag();
        chromaRows = 2 * parameters.sps().chromaArrayType();
        for (int row = 0; row < 4; row++) {
            lumaLeftRow[row] = row;
            chromaLeftRow[row] = row;
        }
        field = false;
        // The macroblock before the slice is not available, like one beyond the left edge.
        nextRowStart = 0;
        firstRowEnd = picWidthInMbs - firstMbAddr % picWidthInMbs;
    }

    /** The size of a ring buffer that keeps all macroblocks that can still be neighbours; a power of two. */
    static int places(SliceParameters parameters) {
        // The farthest neighbour is the top macroblock of the pair above.
        return Integer.highestOneBit(2 * parameters.sps().picWidthInMbs() + 2) << 1;
    }

    boolean isMbaff() {
        return mbaff;
    }

    /** Whether {@code mb} is the top macroblock of an MBAFF pair. */
    boolean isTop(int mb) {
        return (mb & 1) == 0;
    }

    /**
     * Moves to macroblock {@code mb}: the next one or, in MBAFF frames, possibly the same one again.
     *
     * @param isField in MBAFF frames, whether its pair is coded, or inferred to be coded, as fields
     */
    void moveTo(int mb, boolean isField) {
        if (mbaff) {
            field = isField;
            moveToMbaff(mb);
            return;
        }
        if (mb == nextRowStart) {
            nextRowStart = mb == 0 ? firstRowEnd : mb + picWidthInMbs;
            a = -1;
        } else {
            a = mb - 1;
        }
        b = above(mb);
        for (int row = 0; row < 4; row++) {
            lumaLeft[row] = a;
            chromaLeft[row] = a;
        }
    }

    /** Prepares for a {@link #moveTo} to {@code mb} (above 0) that jumps over macroblocks. Not for MBAFF frames. */
    void skipTo(int mb) {
        nextRowStart = firstRowEnd + Math.ceilDiv(Math.max(0, mb - firstRowEnd), picWidthInMbs) * picWidthInMbs;
    }

    /** The macroblock above {@code mb}; −1 if there is none. Not for MBAFF frames. */
    int above(int mb) {
        return Math.max(-1, mb - picWidthInMbs);
    }

    /** The top macroblock of the pair to the left of that of {@code mb}; −1 if there is none. */
    int pairA(int mb) {
        int pair = mb >> 1;
        return pair == 0 || ((firstMbAddr >> 1) + pair) % picWidthInMbs == 0 ? -1 : 2 * (pair - 1);
    }

    /** The top macroblock of the pair above that of {@code mb}; −1 if there is none. */
    int pairB(int mb) {
        return Math.max(-1, 2 * ((mb >> 1) - picWidthInMbs));
    }

    /**
     * The inferred mb_field_decoding_flag of the pair of {@code mb} (7.4.4): that of the pair to the left, else of the
     * pair above, else 0.
     */
    boolean inferredField(int mb) {
        int pair = pairA(mb);
        if (pair < 0) {
            pair = pairB(mb);
        }
        return pair >= 0 && data.isField(pair);
    }

    /** Table 6-4. */
    private void moveToMbaff(int mb) {
        boolean top = isTop(mb);
        int pairA = pairA(mb);
        int pairB = pairB(mb);
        if (!field && !top) {
            b = mb - 1;
        } else if (pairB < 0) {
            b = -1;
        } else if (field && top) {
            b = data.isField(pairB) ? pairB : pairB + 1;
        } else {
            b = pairB + 1;
        }
        for (int row = 0; row < 4; row++) {
            locateLeft(pairA, top, row, 4, lumaLeft, lumaLeftRow);
        }
        for (int row = 0; row < Math.min(4, chromaRows); row++) {
            locateLeft(pairA, top, row, chromaRows, chromaLeft, chromaLeftRow);
        }
        a = lumaLeft[0];
    }

    /**
     * The left part of Table 6-4 for the first sample of a row of blocks, in units of block rows. {@code rows} is maxH
     * in these units.
     */
    private void locateLeft(int pairA, boolean top, int row, int rows, int[] left, int[] leftRow) {
        if (pairA < 0) {
            left[row] = -1;
        } else if (field == data.isField(pairA)) {
            left[row] = top ? pairA : pairA + 1;
            leftRow[row] = row;
        } else if (field) {
            // A field macroblock next to a frame pair: its upper half is next to the upper frame macroblock.
            left[row] = row < rows / 2 ? pairA : pairA + 1;
            leftRow[row] = 2 * row % rows;
        } else {
            // A frame macroblock next to a field pair: the first sample of a block row is in an even row, which belongs
            // to the top field.
            left[row] = pairA;
            leftRow[row] = (row + (top ? 0 : rows)) / 2;
        }
    }
}
