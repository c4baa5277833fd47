package dev.starling.h264.transform;

/**
 * A sparse block of transform levels in larger arrays, with its quantiser. It is a cursor: reuse it for one block after
 * the other. The block has {@code count} scan indices (increasing) and levels (never 0), starting at index {@code at}.
 */
public final class SparseBlock {
    private static final byte[] NO_INDICES = {};
    private static final int[] NO_LEVELS = {};

    byte[] scanIndex = NO_INDICES;
    int[] level = NO_LEVELS;
    int at;
    int count;
    int qp;

    /**
     * Points to a block of {@code count} levels.
     *
     * @param qp qP′<sub>Y</sub> or qP′<sub>C</sub> of its quantiser, 0…87
     */
    public SparseBlock set(byte[] scanIndex, int[] level, int at, int count, int qp) {
        this.scanIndex = scanIndex;
        this.level = level;
        this.at = at;
        this.count = count;
        this.qp = qp;
        return this;
    }

    /** The number of levels. */
    public int count() {
        return count;
    }
}
