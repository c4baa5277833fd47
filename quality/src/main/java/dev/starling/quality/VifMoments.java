package dev.starling.quality;

/**
 * How the first and second moments of a few rows of windows lie in memory: for each vector of columns the five moments
 * of the first row, then those of the second, and so on. All that one place needs is in one stretch.
 */
final class VifMoments {

    /** Rows that are worked on together, because they share most of their input. */
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

    /** Vectors at one place. */
    static final int BANDS = ROWS * COUNT;

    private VifMoments() {}
}
