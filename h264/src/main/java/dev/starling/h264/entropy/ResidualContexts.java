package dev.starling.h264.entropy;

/**
 * The contexts of residual_block_cabac(): ctxIdxOffset of Table 9-34 plus ctxBlockCatOffset of Table 9-40, by
 * ctxBlockCat 0…13, and ctxIdxInc within an 8x8 block (Table 9-43). An instance has the results for one kind of block.
 */
final class ResidualContexts {
    // spotless:off

    // By ctxBlockCat: 0…5 are Y DC, AC and 4x4, chroma DC and AC, Y 8x8 (first line); 6…9 are Cb DC, AC, 4x4 and 8x8;
    // 10…13 are Cr DC, AC, 4x4 and 8x8.
    static final int[] CODED_BLOCK_FLAG = {
          85,   89,   93,   97,  101, 1012,
         460,  464,  468, 1016,  472,  476,  480, 1020};
    static final int[] SIGNIFICANT_FRAME = {
         105,  120,  134,  149,  152,  402,
         484,  499,  513,  660,  528,  543,  557,  718};
    static final int[] SIGNIFICANT_FIELD = {
         277,  292,  306,  321,  324,  436,
         776,  791,  805,  675,  820,  835,  849,  733};
    static final int[] LAST_FRAME = {
         166,  181,  195,  210,  213,  417,
         572,  587,  601,  690,  616,  631,  645,  748};
    static final int[] LAST_FIELD = {
         338,  353,  367,  382,  385,  451,
         864,  879,  893,  699,  908,  923,  937,  757};
    static final int[] ABS_LEVEL_MINUS1 = {
         227,  237,  247,  257,  266,  426,
         952,  962,  972,  708,  982,  992, 1002,  766};

    /** Table 9-43, significant_coeff_flag of frame coded 8x8 blocks, by levelListIdx 0…62. */
    private static final byte[] SIGNIFICANT_INC_8X8_FRAME = {
         0,  1,  2,  3,  4,  5,  5,  4,  4,  3,  3,  4,  4,  4,  5,  5,
         4,  4,  4,  4,  3,  3,  6,  7,  7,  7,  8,  9, 10,  9,  8,  7,
         7,  6, 11, 12, 13, 11,  6,  7,  8,  9, 14, 10,  9,  8,  6, 11,
        12, 13, 11,  6,  9, 14, 10,  9, 11, 12, 13, 11, 14, 10, 12};

    /** Table 9-43, significant_coeff_flag of field coded 8x8 blocks, by levelListIdx 0…62. */
    private static final byte[] SIGNIFICANT_INC_8X8_FIELD = {
         0,  1,  1,  2,  2,  3,  3,  4,  5,  6,  7,  7,  7,  8,  4,  5,
         6,  9, 10, 10,  8, 11, 12, 11,  9,  9, 10, 10,  8, 11, 12, 11,
         9,  9, 10, 10,  8, 11, 12, 11,  9,  9, 10, 10,  8, 13, 13,  9,
         9, 10, 10,  8, 13, 13,  9,  9, 10, 10, 14, 14, 14, 14, 14};

    /** Table 9-43, last_significant_coeff_flag of 8x8 blocks, by levelListIdx 0…62. */
    private static final byte[] LAST_INC_8X8 = {
         0,  1,  1,  1,  1,  1,  1,  1,  1,  1,  1,  1,  1,  1,  1,  1,
         2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,
         3,  3,  3,  3,  3,  3,  3,  3,  4,  4,  4,  4,  4,  4,  4,  4,
         5,  5,  5,  5,  6,  6,  6,  6,  7,  7,  7,  7,  8,  8,  8};

    /**
     * ctxIdxInc of significant_coeff_flag and last_significant_coeff_flag in other blocks except chroma DC:
     * levelListIdx itself (9.3.3.1.3).
     */
    private static final byte[] INC_4X4 = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14};

    /** The same for blocks whose DC level is coded separately. */
    private static final byte[] INC_AC = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13};

    /** Chroma DC of 4:2:0: Min(numDecodAbsLevel / NumC8x8, 2) with NumC8x8 = 1. */
    private static final byte[] INC_CHROMA_DC_420 = {0, 1, 2};

    /** Chroma DC of 4:2:2, NumC8x8 = 2. */
    private static final byte[] INC_CHROMA_DC_422 = {0, 0, 1, 1, 2, 2, 2};
    // spotless:on

    /**
     * The levels so far in a block, as far as contexts distinguish them (9.3.3.1.3), make one of eight states. 0…3:
     * that many levels of magnitude 1 (3 stands for 3 or more) and none greater; 4…7: 1…4 greater ones (7 stands for 4
     * or more). This is the state after one more level of magnitude 1.
     */
    static final byte[] AFTER_ONE = {1, 2, 3, 3, 4, 5, 6, 7};

    /** The state after one more level of a greater magnitude. */
    static final byte[] AFTER_MORE = {4, 4, 4, 4, 5, 6, 7, 7};

    private static final ResidualContexts[] FRAME = new ResidualContexts[14];
    private static final ResidualContexts[] FIELD = new ResidualContexts[14];
    private static final ResidualContexts CHROMA_DC_422_FRAME = ofFrame(CabacResidual.CHROMA_DC, INC_CHROMA_DC_422);
    private static final ResidualContexts CHROMA_DC_422_FIELD = ofField(CabacResidual.CHROMA_DC, INC_CHROMA_DC_422);

    static {
        for (int ctxBlockCat = 0; ctxBlockCat < 14; ctxBlockCat++) {
            FRAME[ctxBlockCat] = ofFrame(ctxBlockCat, significantInc(ctxBlockCat, SIGNIFICANT_INC_8X8_FRAME));
            FIELD[ctxBlockCat] = ofField(ctxBlockCat, significantInc(ctxBlockCat, SIGNIFICANT_INC_8X8_FIELD));
        }
    }

    /**
     * ctxIdx of significant_coeff_flag and of last_significant_coeff_flag, alternating, for each level but the last.
     */
    final short[] map;

    /** ctxIdx of the first bin of coeff_abs_level_minus1, by state. */
    final short[] firstBin = new short[8];

    /** ctxIdx of the following bins, by state. */
    final short[] otherBins = new short[8];

    private static ResidualContexts ofFrame(int ctxBlockCat, byte[] significantInc) {
        return new ResidualContexts(
                ctxBlockCat, SIGNIFICANT_FRAME[ctxBlockCat], LAST_FRAME[ctxBlockCat], significantInc);
    }

    private static ResidualContexts ofField(int ctxBlockCat, byte[] significantInc) {
        return new ResidualContexts(
                ctxBlockCat, SIGNIFICANT_FIELD[ctxBlockCat], LAST_FIELD[ctxBlockCat], significantInc);
    }

    private ResidualContexts(int ctxBlockCat, int significant, int last, byte[] significantInc) {
        byte[] lastInc = isBlock8x8(ctxBlockCat) ? LAST_INC_8X8 : significantInc;
        map = new short[2 * significantInc.length];
        for (int i = 0; i < significantInc.length; i++) {
            map[2 * i] = (short) (significant + significantInc[i]);
            map[2 * i + 1] = (short) (last + lastInc[i]);
        }
        int absLevel = ABS_LEVEL_MINUS1[ctxBlockCat];
        int maxGreater = ctxBlockCat == CabacResidual.CHROMA_DC ? 3 : 4;
        for (int state = 0; state < 8; state++) {
            int greater = Math.max(0, state - 3);
            firstBin[state] = (short) (absLevel + (greater == 0 ? state + 1 : 0));
            otherBins[state] = (short) (absLevel + 5 + Math.min(maxGreater, greater));
        }
    }

    /** The contexts of a block of category {@code ctxBlockCat} with at most {@code maxNumCoeff} levels. */
    static ResidualContexts of(int ctxBlockCat, boolean field, int maxNumCoeff) {
        if (maxNumCoeff == 8) {
            return field ? CHROMA_DC_422_FIELD : CHROMA_DC_422_FRAME;
        }
        return (field ? FIELD : FRAME)[ctxBlockCat];
    }

    /** ctxIdxInc of significant_coeff_flag; {@code inc8x8} is that of 8x8 blocks. Chroma DC is that of 4:2:0. */
    private static byte[] significantInc(int ctxBlockCat, byte[] inc8x8) {
        return switch (ctxBlockCat) {
            case CabacResidual.CHROMA_DC -> INC_CHROMA_DC_420;
            case 5, 9, 13 -> inc8x8;
            case 1, 4, 7, 11 -> INC_AC;
            default -> INC_4X4;
        };
    }

    private static boolean isBlock8x8(int ctxBlockCat) {
        return ctxBlockCat == 5 || ctxBlockCat == 9 || ctxBlockCat == 13;
    }
}
