package dev.starling.h264.slice;

import dev.starling.h264.bits.BitWriter;

/**
 * The mirror of {@link MacroblockReader}: the syntax elements of slice data as one of the two entropy coders writes
 * them, in the same order.
 */
sealed interface MacroblockWriter permits CavlcWriter, CabacWriter {

    /** Starts after the slice header in {@code bits}. */
    void begin(SliceContext context, BitWriter bits);

    /**
     * Says that macroblock {@code mb} is skipped, and those after it that are, too, but in MBAFF frames only the one:
     * mb_skip_flag or mb_skip_run. They are entered.
     *
     * @return how many they are
     */
    int skip(int mb);

    /** mb_skip_flag 0, or the end of mb_skip_run. */
    void notSkipped();

    void mbFieldDecodingFlag(int mb, boolean field);

    /** mb_type, in the numbering of {@link MbType}. */
    void mbType(int type);

    /** Enters macroblock {@code mb}, which is not skipped. */
    void enter(int mb);

    /** pcm_alignment_zero_bit and the samples of the macroblock. */
    void pcmSamples();

    void transformSize8x8Flag(boolean flag);

    /** −1 for the predicted mode, else rem_intra4x4_pred_mode or rem_intra8x8_pred_mode. */
    void intraPredMode(int mode);

    void intraChromaPredMode(int mode);

    /** sub_mb_type, in the numbering of {@link SubMbType}. */
    void subMbType(int type);

    /**
     * ref_idx_l0 or ref_idx_l1 of the partition at 4x4 block ({@code x}, {@code y}); {@code max} ≥ 1 is its largest
     * value.
     */
    void refIdx(int list, int x, int y, int width, int height, int max, int value);

    /** mvd_l0 or mvd_l1 of a partition, both components. */
    void mvd(int list, int x, int y, int width, int height, int mvdX, int mvdY);

    void codedBlockPattern(int pattern);

    void mbQpDelta(int delta);

    /** To be told once for every macroblock but I_PCM ones: its mb_qp_delta, 0 where that is not coded. */
    void qpDelta(int delta);

    /** Intra16x16DCLevel, or its Cb or Cr twin with 4:4:4: {@code count} levels from {@code at} on. */
    void dcBlock(int component, int at, int count);

    /** A block as {@link MacroblockReader#block4x4} reads it. */
    void block4x4(int component, int blkIdx, boolean ac, int at, int count);

    /** A block as {@link MacroblockReader#block8x8} reads it. */
    void block8x8(int component, int blkIdx8x8, int at, int count);

    /** ChromaDCLevel of component 1 or 2. */
    void chromaDcBlock(int component, int at, int count);

    /** ChromaACLevel of component 1 or 2. */
    void chromaAcBlock(int component, int blkIdx, int at, int count);

    /**
     * Closes the macroblock, or the last of those that were said to {@link #skip}; {@code last} where it is the last of
     * the slice.
     */
    void endOfMacroblock(int mb, boolean last);

    /** Closes the slice: rbsp_slice_trailing_bits() without cabac_zero_words. */
    void finish();
}
