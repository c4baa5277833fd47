package dev.starling.h264.entropy;

/**
 * Where the contexts of residual_block_cabac lie: ctxIdxOffset of Table 9-34 plus ctxBlockCatOffset of Table 9-40, by
 * ctxBlockCat 0…13, and Table 9-43, ctxIdxInc within an 8x8 block. An instance holds what they come to for one kind of
 * block.
 */
final class ResidualContexts {
    // spotless:off

    //                                          Y DC  AC 4x4 | Cb/Cr DC AC | Y 8x8 | Cb DC  AC   4x4  8x8 | Cr DC  AC   4x4  8x8
    static final int[] CODED_BLOCK_FLAG = {        85,  89,  93,    97, 101,   1012,   460,  464,  468, 1016,  472,  476,  480, 1020};
    static final int[] SIGNIFICANT_FRAME = {      105, 120, 134,   149, 152,    402,   484,  499,  513,  660,  528,  543,  557,  718};
    static final int[] SIGNIFICANT_FIELD = {      277, 292, 306,   321, 324,    436,   776,  791,  805,  675,  820,  835,  849,  733};
    static final int[] LAST_FRAME = {             166, 181, 195,   210, 213,    417,   572,  587,  601,  690,  616,  631,  645,  748};
    static final int[] LAST_FIELD = {             338, 353, 367,   382, 385,    451,   864,  879,  893,  699,  908,  923,  937,  757};
    static final int[] ABS_LEVEL_MINUS1 = {       227, 237, 247,   257, 266,    426,   952,  962,  972,  708,  982,  992, 1002,  766};

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

    /** ctxIdxInc of significant_coeff_flag and last_significant_coeff_flag in every other block but chroma DC: levelListIdx itself (9.3.3.1.3). */
    private static final byte[] INC_4X4 = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14};

    /** The same where the DC level is coded apart. */
    private static final byte[] INC_AC = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13};

    /** Chroma DC of 4:2:0: Min(numDecodAbsLevel / NumC8x8, 2) with NumC8x8 = 1. */
    private static final byte[] INC_CHROMA_DC_420 = {0, 1, 2};

    /** Chroma DC of 4:2:2, NumC8x8 = 2. */
    private static final byte[] INC_CHROMA_DC_422 = {0, 0, 1, 1, 2, 2, 2};
    // spotless:on

    /**
     * How many levels came before in a block (9.3.3.1.3), as far as contexts tell them apart, as one number: 0…3 for so
     * many of magnitude 1, 3 and more being one, and no greater one; 4…7 for 1…4 and more greater ones. What it is
     * after one more level of magnitude 1, and after a greater one:
     */
    static final byte[] AFTER_ONE = {1, 2, 3, 3, 4, 5, 6, 7};

    static final byte[] AFTER_MORE = {4, 4, 4, 4, 5, 6, 7, 7};

    private static final ResidualContexts[] FRAME = new ResidualContexts[14];
    private static final ResidualContexts[] FIELD = new ResidualContexts[14];
    private static final ResidualContexts CHROMA_DC_422_FRAME =
            new ResidualContexts(CabacResidual.CHROMA_DC, false, INC_CHROMA_DC_422, INC_CHROMA_DC_422);
    private static final ResidualContexts CHROMA_DC_422_FIELD =
            new ResidualContexts(CabacResidual.CHROMA_DC, true, INC_CHROMA_DC_422, INC_CHROMA_DC_422);

    static {
        for (int ctxBlockCat = 0; ctxBlockCat < 14; ctxBlockCat++) {
            FRAME[ctxBlockCat] = of(ctxBlockCat, false);
            FIELD[ctxBlockCat] = of(ctxBlockCat, true);
        }
    }

    /** ctxIdx of significant_coeff_flag and last_significant_coeff_flag of each level but the last, in turn. */
    final short[] map;

    /**
     * ctxIdx of the first bin of coeff_abs_level_minus1, by what came before in the block, and of the bins after it.
     */
    final short[] firstBin = new short[8];

    final short[] otherBins = new short[8];

    private ResidualContexts(int ctxBlockCat, boolean field, byte[] significantInc, byte[] lastInc) {
        int significant = (field ? SIGNIFICANT_FIELD : SIGNIFICANT_FRAME)[ctxBlockCat];
        int last = (field ? LAST_FIELD : LAST_FRAME)[ctxBlockCat];
        map = new short[2 * significantInc.length];
        for (int i = 0; i < significantInc.length; i++) {
            map[2 * i] = (short) (significant + significantInc[i]);
            map[2 * i + 1] = (short) (last + lastInc[i]);
        }
        int absLevel = ABS_LEVEL_MINUS1[ctxBlockCat];
        int maxGreater = ctxBlockCat == CabacResidual.CHROMA_DC ? 3 : 4;
        for (int before = 0; before < 8; before++) {
            int greater = Math.max(0, before - 3);
            firstBin[before] = (short) (absLevel + (greater == 0 ? before + 1 : 0));
            otherBins[before] = (short) (absLevel + 5 + Math.min(maxGreater, greater));
        }
    }

    /** The contexts of a block of category {@code ctxBlockCat} and {@code maxNumCoeff} levels. */
    static ResidualContexts of(int ctxBlockCat, boolean field, int maxNumCoeff) {
        if (maxNumCoeff == 8) {
            return field ? CHROMA_DC_422_FIELD : CHROMA_DC_422_FRAME;
        }
        return (field ? FIELD : FRAME)[ctxBlockCat];
    }

    private static ResidualContexts of(int ctxBlockCat, boolean field) {
        return switch (CabacResidual.maxNumCoeff(ctxBlockCat, false)) {
            case 4 -> new ResidualContexts(ctxBlockCat, field, INC_CHROMA_DC_420, INC_CHROMA_DC_420);
            case 64 ->
                new ResidualContexts(
                        ctxBlockCat,
                        field,
                        field ? SIGNIFICANT_INC_8X8_FIELD : SIGNIFICANT_INC_8X8_FRAME,
                        LAST_INC_8X8);
            case 15 -> new ResidualContexts(ctxBlockCat, field, INC_AC, INC_AC);
            default -> new ResidualContexts(ctxBlockCat, field, INC_4X4, INC_4X4);
        };
    }
}
