package dev.starling.h264.slice;

/** sub_mb_type of P and B macroblocks in one numbering: 0…3 are those of Table 7-17, 4…16 are 0…12 of Table 7-18. */
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

    /** Width of the parts, in 4x4 blocks. */
    public static int width(int subMbType) {
        return WIDTH[subMbType];
    }

    /** Height of the parts, in 4x4 blocks. */
    public static int height(int subMbType) {
        return HEIGHT[subMbType];
    }

    /** {@link MbType#L0}, {@link MbType#L1} or both; 0 for B_Direct_8x8. */
    static int lists(int subMbType) {
        return LISTS[subMbType];
    }

    /** Whether the parts use {@code list} (0 or 1). */
    public static boolean usesList(int subMbType, int list) {
        return (LISTS[subMbType] >> list & 1) != 0;
    }

    /** The type of B macroblocks with these lists, of which one at least is used, and one part, or four. */
    public static int explicitB(boolean list0, boolean list1, boolean onePart) {
        return B_DIRECT_8X8 + (onePart ? 0 : 9) + (list0 ? MbType.L0 : 0) + (list1 ? MbType.L1 : 0);
    }

    /** Whether NumSubMbPart is above 1, so that no 8x8 transform can be used. */
    static boolean isSplit(int subMbType) {
        return WIDTH[subMbType] * HEIGHT[subMbType] < 4;
    }
}
