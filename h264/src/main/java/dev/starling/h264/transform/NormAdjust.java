package dev.starling.h264.transform;

/**
 * normAdjust4x4 and normAdjust8x8, equations 8-315 to 8-318: the relative size of a quantiser step by qP % 6 and
 * position. The step doubles every 6 qP. The scaling lists multiply it by the same factor at every qP, so they cancel
 * when two steps are compared.
 */
final class NormAdjust {
    // spotless:off

    /** v of equation 8-315 by qP % 6, for positions with both coordinates even, both odd, and all others. */
    private static final int[][] V_4X4 = {
        {10, 16, 13},
        {11, 18, 14},
        {13, 20, 16},
        {14, 23, 18},
        {16, 25, 20},
        {18, 29, 23},
    };

    /** v of equation 8-318 by qP % 6; {@link #class8x8} gives the column. */
    private static final int[][] V_8X8 = {
        {20, 18, 32, 19, 25, 24},
        {22, 19, 35, 21, 28, 26},
        {26, 23, 42, 24, 33, 31},
        {28, 25, 45, 26, 35, 33},
        {32, 28, 51, 30, 40, 38},
        {36, 32, 58, 34, 46, 43},
    };
    // spotless:on

    private NormAdjust() {}

    /** normAdjust4x4(m, x, y) for m = qP % 6. */
    static int of4x4(int m, int x, int y) {
        int odd = (x & 1) + (y & 1);
        return V_4X4[m][odd == 0 ? 0 : odd == 2 ? 1 : 2];
    }

    /** normAdjust8x8(m, x, y) for m = qP % 6. */
    static int of8x8(int m, int x, int y) {
        return V_8X8[m][class8x8(x & 3, y & 3)];
    }

    private static int class8x8(int x, int y) {
        if ((x & 1) == 1 && (y & 1) == 1) {
            return 1;
        }
        if ((x & 1) == 1 || (y & 1) == 1) {
            return x == 0 || y == 0 ? 3 : 5;
        }
        return x == y ? (x == 0 ? 0 : 2) : 4;
    }
}
