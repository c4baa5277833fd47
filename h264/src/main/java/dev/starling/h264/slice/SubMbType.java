package dev.starling.h264.slice;

/**
 * sub_mb_type of P and B macroblocks in one numbering: 0…3 are those of Table 7-17, 4…16 are 0…12 of Table 7-18.
 */
public final class SubMbType {

    /** sub_mb_type 0 in B macroblocks, and what is added to the others. */
    public static final int B_DIRECT_8X8 = 4;

    static final int P_COUNT = 4;
    static final int B_COUNT = 13;

    /** Width and height of the parts, in 4x4 blocks, and the lists they use; by number. */
    // spotless:off
    private static final int[] WIDTH  = {2, 2, 1, 1,  2, 2, 2, 2, 2, 1, 2, 1, 2, 1, 1, 1, 1};
    private static final int[] HEIGHT = {2, 1, 2, 1,  2, 2, 2, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1};
    private static final int[] LISTS  = {1, 1, 1, 1,  0, 1, 2, 3, 1, 1, 2, 2, 3, 3, 1, 2, 3};
    // spotless:on

    private SubMbType() {}

    static int width(int subMbType) {
        return WIDTH[subMbType];
    }

    static int height(int subMbType) {
        return HEIGHT[subMbType];
    }

    /** {@link MbType#L0}, {@link MbType#L1} or both; 0 for B_Direct_8x8. */
    static int lists(int subMbType) {
        return LISTS[subMbType];
    }

    /** Whether NumSubMbPart is above 1, so that no 8x8 transform can be used. */
    static boolean isSplit(int subMbType) {
        return WIDTH[subMbType] * HEIGHT[subMbType] < 4;
    }
}
