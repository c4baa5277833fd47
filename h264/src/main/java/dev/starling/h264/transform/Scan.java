package dev.starling.h264.transform;

/** The inverse scanning processes of 8.5.6 and 8.5.7: the positions of levels in a block. */
public final class Scan {
    // spotless:off

    /** Figure 8-8 a, zig-zag scan of 4x4 blocks: {@code 4 * y + x} by scan index. */
    private static final byte[] FRAME_4X4 = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};

    /** Figure 8-8 b, field scan of 4x4 blocks. */
    private static final byte[] FIELD_4X4 = {0, 4, 1, 8, 12, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15};

    /** Table 8-12, zig-zag scan of 8x8 blocks: {@code 8 * y + x} by scan index. */
    private static final byte[] FRAME_8X8 = {
         0,  1,  8, 16,  9,  2,  3, 10, 17, 24, 32, 25, 18, 11,  4,  5,
        12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13,  6,  7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
        58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};

    /** Table 8-12, field scan of 8x8 blocks. */
    private static final byte[] FIELD_8X8 = {
         0,  8, 16,  1,  9, 24, 32, 17,  2, 25, 40, 48, 56, 33, 10,  3,
        18, 41, 49, 57, 26, 11,  4, 19, 34, 42, 50, 58, 27, 12,  5, 20,
        35, 43, 51, 59, 28, 13,  6, 21, 36, 44, 52, 60, 29, 14, 22, 37,
        45, 53, 61, 30,  7, 15, 38, 46, 54, 62, 23, 31, 39, 47, 55, 63};
    // spotless:on

    private Scan() {}

    /** {@code 4 * y + x} of the level with scan index {@code scanIndex} (0…15) in a 4x4 block. */
    public static int raster4x4(int scanIndex, boolean field) {
        return (field ? FIELD_4X4 : FRAME_4X4)[scanIndex];
    }

    /** {@code 8 * y + x} of the level with scan index {@code scanIndex} (0…63) in an 8x8 block. */
    public static int raster8x8(int scanIndex, boolean field) {
        return (field ? FIELD_8X8 : FRAME_8X8)[scanIndex];
    }
}
