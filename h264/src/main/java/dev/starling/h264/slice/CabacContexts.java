package dev.starling.h264.slice;

/** ctxIdxOffset of the syntax elements of slice data (Table 9-34), except those of residual blocks. */
final class CabacContexts {

    static final int MB_TYPE_I = 3;
    static final int MB_SKIP_FLAG_P = 11;
    static final int MB_TYPE_P = 14;
    /** The suffix of mb_type for intra macroblocks of P slices. */
    static final int MB_TYPE_P_INTRA = 17;

    static final int SUB_MB_TYPE_P = 21;
    static final int MB_SKIP_FLAG_B = 24;
    static final int MB_TYPE_B = 27;
    /** The suffix of mb_type for intra macroblocks of B slices. */
    static final int MB_TYPE_B_INTRA = 32;

    static final int SUB_MB_TYPE_B = 36;
    static final int MVD_X = 40;
    static final int MVD_Y = 47;
    static final int REF_IDX = 54;
    static final int MB_QP_DELTA = 60;
    static final int INTRA_CHROMA_PRED_MODE = 64;
    static final int PREV_INTRA_PRED_MODE_FLAG = 68;
    static final int REM_INTRA_PRED_MODE = 69;
    static final int MB_FIELD_DECODING_FLAG = 70;
    static final int CODED_BLOCK_PATTERN_LUMA = 73;
    static final int CODED_BLOCK_PATTERN_CHROMA = 77;
    static final int TRANSFORM_SIZE_8X8_FLAG = 399;

    /** uCoff of mvd, the length of its prefix (9.3.2.3). */
    static final int MVD_U_COFF = 9;

    /** Order of the Exp-Golomb suffix of mvd. */
    static final int MVD_K = 3;

    private CabacContexts() {}

    /** ctxIdxInc of the first bin of mvd, by the sum of the neighbours' magnitudes (9.3.3.1.1.7). */
    static int mvdInc(int absMvdSum) {
        // One for each limit that it exceeds, without unpredictable branches.
        return ((2 - absMvdSum) >>> 31) + ((32 - absMvdSum) >>> 31);
    }

    /** ctxBlockCat of the DC levels of a component that is coded like luma (Table 9-42). */
    static int dcCat(int component) {
        return component == 0 ? 0 : 2 + 4 * component;
    }

    /** ctxBlockCat of a 4x4 block of a component that is coded like luma. */
    static int block4x4Cat(int component, boolean ac) {
        return dcCat(component) + (ac ? 1 : 2);
    }

    /** ctxBlockCat of an 8x8 block. */
    static int block8x8Cat(int component) {
        return component == 0 ? 5 : 5 + 4 * component;
    }

    static final int CHROMA_DC_CAT = 3;
    static final int CHROMA_AC_CAT = 4;
}
