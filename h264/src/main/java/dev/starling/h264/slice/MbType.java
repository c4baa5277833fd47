package dev.starling.h264.slice;

/**
 * mb_type of all slice types in one numbering that fits in a byte, with the properties of Tables 7-11, 7-13 and 7-14.
 *
 * <pre>
 *   0…25  I: mb_type of Table 7-11 (0 I_NxN, 1…24 Intra_16x16, 25 I_PCM)
 *  26…30  P: mb_type 0…4 of Table 7-13      31  P_Skip
 *  32…54  B: mb_type 0…22 of Table 7-14     55  B_Skip
 * </pre>
 */
public final class MbType {

    public static final int I_NXN = 0;
    static final int FIRST_I_16X16 = 1;
    static final int LAST_I_16X16 = 24;
    public static final int I_PCM = 25;
    /** mb_type 0 of P slices; the offset of all of their types. */
    public static final int P_L0_16X16 = 26;

    public static final int P_8X8 = 29;
    public static final int P_8X8REF0 = 30;
    public static final int P_SKIP = 31;
    /** mb_type 0 of B slices; the offset of all of their types. */
    public static final int B_DIRECT_16X16 = 32;

    public static final int B_8X8 = 54;
    public static final int B_SKIP = 55;

    /** The number of values of mb_type in I slices. */
    static final int I_COUNT = 26;

    static final int L0 = 1;
    static final int L1 = 2;
    static final int BI = L0 | L1;

    /** The ways to split a macroblock. */
    static final int SHAPE_16X16 = 0;

    static final int SHAPE_16X8 = 1;
    static final int SHAPE_8X16 = 2;

    // spotless:off
    /**
     * Lists used by the first and second partition, for P_L0_16x16…P_L0_L0_8x16 and B_L0_16x16…B_Bi_Bi_8x16
     * (mb_type 1…21 of Table 7-14).
     */
    private static final int[] P_FIRST  = {L0, L0, L0};
    private static final int[] P_SECOND = { 0, L0, L0};
    private static final int[] B_FIRST  = {
        L0, L1, BI, L0, L0, L1, L1, L0, L0, L1, L1, L0, L0, L1, L1, BI, BI, BI, BI, BI, BI};
    private static final int[] B_SECOND = {
         0,  0,  0, L0, L0, L1, L1, L1, L1, L0, L0, BI, BI, BI, BI, L0, L0, L1, L1, BI, BI};
    // spotless:on

    /** {@link #partitions} by type. */
    private static final byte[] PARTITIONS = new byte[B_SKIP + 1];

    static {
        for (int i = 0; i < P_FIRST.length; i++) {
            PARTITIONS[P_L0_16X16 + i] = partitions(P_FIRST[i], P_SECOND[i]);
        }
        for (int i = 0; i < B_FIRST.length; i++) {
            PARTITIONS[B_DIRECT_16X16 + 1 + i] = partitions(B_FIRST[i], B_SECOND[i]);
        }
    }

    private static byte partitions(int first, int second) {
        return (byte) ((first & L0) | (second & L0) << 1 | (first & L1) << 1 | (second & L1) << 2);
    }

    private MbType() {}

    /** Whether the type is intra: I_NxN, Intra_16x16 or I_PCM. */
    public static boolean isIntra(int mbType) {
        return mbType <= I_PCM;
    }

    /** Whether the type is one of the 24 types of Intra_16x16. */
    public static boolean isIntra16x16(int mbType) {
        return mbType >= FIRST_I_16X16 && mbType <= LAST_I_16X16;
    }

    /** Whether the type is P_Skip or B_Skip. */
    public static boolean isSkip(int mbType) {
        return mbType == P_SKIP || mbType == B_SKIP;
    }

    /** Whether the type has sub_mb_pred(): P_8x8, P_8x8ref0, B_8x8. */
    public static boolean hasSubMacroblocks(int mbType) {
        return mbType == P_8X8 || mbType == P_8X8REF0 || mbType == B_8X8;
    }

    /** Whether the type is B_Skip or B_Direct_16x16. */
    public static boolean isDirect(int mbType) {
        return mbType == B_DIRECT_16X16 || mbType == B_SKIP;
    }

    /** The Intra_16x16 type with this prediction mode (0…3) and these coded blocks. */
    public static int intra16x16(int predMode, int codedBlockPattern) {
        return FIRST_I_16X16 + predMode + 4 * (codedBlockPattern >> 4) + ((codedBlockPattern & 15) != 0 ? 12 : 0);
    }

    /** Intra16x16PredMode. */
    public static int intra16x16PredMode(int mbType) {
        return (mbType - FIRST_I_16X16) & 3;
    }

    /** The coded_block_pattern that an Intra_16x16 type implies. */
    public static int intra16x16CodedBlockPattern(int mbType) {
        int rest = (mbType - FIRST_I_16X16) >> 2;
        return rest >= 3 ? 15 | (rest - 3) << 4 : rest << 4;
    }

    /** How a type with one or two partitions splits the macroblock. */
    static int shape(int mbType) {
        if (mbType < B_DIRECT_16X16) {
            return mbType - P_L0_16X16;
        }
        int number = mbType - B_DIRECT_16X16;
        return number <= 3 ? SHAPE_16X16 : number % 2 == 0 ? SHAPE_16X8 : SHAPE_8X16;
    }

    /** Partition width in 4x4 blocks, for types with one or two partitions. */
    public static int partWidth(int mbType) {
        return shape(mbType) == SHAPE_8X16 ? 2 : 4;
    }

    /** Partition height in 4x4 blocks, for types with one or two partitions. */
    public static int partHeight(int mbType) {
        return shape(mbType) == SHAPE_16X8 ? 2 : 4;
    }

    /**
     * Whether a type with one or two partitions has partition {@code part} (0 or 1) and it uses {@code list} (0 or 1).
     */
    public static boolean usesList(int mbType, int part, int list) {
        return (partitions(mbType) >> (2 * list + part) & 1) != 0;
    }

    /**
     * The lists that the partitions of a type with one or two of them use: bit 2 · list + partition, which is the order
     * of ref_idx and mvd (7.3.5.1).
     */
    static int partitions(int mbType) {
        return PARTITIONS[mbType];
    }

    /** B_L0_16x16, B_L1_16x16 or B_Bi_16x16. At least one list must be used. */
    public static int b16x16(boolean list0, boolean list1) {
        return B_DIRECT_16X16 + (list0 ? L0 : 0) + (list1 ? L1 : 0);
    }
}
