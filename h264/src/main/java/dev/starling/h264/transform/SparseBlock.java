package dev.starling.h264.transform;

/**
 * A sparse block of transform levels where it lies in larger arrays, with its quantiser: a cursor, to be reused for
 * block after block without allocating. {@code count} scan indices, increasing, and levels, none of them 0, lie from
 * {@code at} on.
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
     * Points at a block of {@code count} levels, quantised with {@code qp}: qP′<sub>Y</sub> or qP′<sub>C</sub>, 0…87.
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
