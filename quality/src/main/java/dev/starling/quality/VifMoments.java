package dev.starling.quality;

/**
 * Memory layout of the first and second moments of {@link #ROWS} rows of windows: for each vector of columns the five
 * moments of the first row, then those of the second, and so on. All moments of a place are contiguous.
 */
final class VifMoments {

    /** Rows processed together, because they share most of their input. */
    static final int ROWS = 4;

    /** Mean of the reference, relative to mid-grey. */
    static final int X = 0;

    /** Mean of the distorted picture, relative to mid-grey. */
    static final int Y = 1;

    /** Mean square of the reference. */
    static final int XX = 2;

    /** Mean square of the distorted picture. */
    static final int YY = 3;

    /** Mean product of both. */
    static final int XY = 4;

    static final int COUNT = 5;

    /** Vectors per place. */
    static final int BANDS = ROWS * COUNT;

    private VifMoments() {}
}
