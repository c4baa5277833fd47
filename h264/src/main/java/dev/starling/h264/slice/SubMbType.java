package dev.starling.h264.slice;

/** sub_mb_type of P and B macroblocks in one numbering: 0…3 as in Table 7-17; 4…16 are 0…12 of Table 7-18. */
public final class SubMbType {

    /** sub_mb_type 0 in B macroblocks; the offset of all of their types. */
    public static final int B_DIRECT_8X8 = 4;

    static final int P_COUNT = 4;
    static final int B_COUNT = 13;

    // spotless:off
    /** Width and height of the sub-macroblock partitions in 4x4 blocks, and the lists that they use, by type. */
    private static final int[] WIDTH  = {2, 2, 1, 1,  2, 2, 2, 2, 2, 1, 2, 1, 2, 1, 1, 1, 1};
    private static final int[] HEIGHT = {2, 1, 2, 1,  2, 2, 2, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1};
    private static final int[] LISTS  = {1, 1, 1, 1,  0, 1, 2, 3, 1, 1, 2, 2, 3, 3, 1, 2, 3};
    // spotless:on

    private SubMbType() {}

    /** Width of the sub-macroblock partitions in 4x4 blocks. */
    public static int width(int subMbType) {
        return WIDTH[subMbType];
    }

    /** Height of the sub-macroblock partitions in 4x4 blocks. */
    public static int height(int subMbType) {
        return HEIGHT[subMbType];
    }

    /** {@link MbType#L0}, {@link MbType#L1}, or both; 0 for B_Direct_8x8. */
    static int lists(int subMbType) {
        return LISTS[subMbType];
    }

    /** Whether the sub-macroblock partitions use {@code list} (0 or 1). */
    public static boolean usesList(int subMbType, int list) {
        return (LISTS[subMbType] >> list & 1) != 0;
    }

    /** B_L0_8x8, B_L1_8x8 or B_Bi_8x8. At least one list must be used. */
    public static int b8x8(boolean list0, boolean list1) {
        return B_DIRECT_8X8 + (list0 ? MbType.L0 : 0) + (list1 ? MbType.L1 : 0);
    }

    /** B_L0_4x4, B_L1_4x4 or B_Bi_4x4. At least one list must be used. */
    public static int b4x4(boolean list0, boolean list1) {
        return b8x8(list0, list1) + 9;
    }

    /** Whether NumSubMbPart is greater than 1, which rules out the 8x8 transform. */
    static boolean isSplit(int subMbType) {
        return WIDTH[subMbType] * HEIGHT[subMbType] < 4;
    }
}
