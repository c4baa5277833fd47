package dev.starling.h264.slice;

import dev.starling.h264.bits.BitWriter;

/**
 * Writes the syntax elements of slice data with one of the two entropy coders: the mirror of {@link MacroblockReader}.
 */
sealed interface MacroblockWriter permits CavlcWriter, CabacWriter {

    /** Starts after the slice header in {@code bits}. */
    void begin(SliceParameters parameters, BitWriter bits);

    /**
     * Writes mb_skip_flag 1 or counts towards mb_skip_run for macroblock {@code mb} and, outside MBAFF frames, the
     * skipped ones that follow it. Enters them.
     *
     * @return their number
     */
    int skip(int mb);

    /** mb_skip_flag 0, or the end of mb_skip_run. */
    void notSkipped();

    /** mb_field_decoding_flag. */
    void mbFieldDecodingFlag(int mb, boolean field);

    /** mb_type, in the numbering of {@link MbType}. */
    void mbType(int type);

    /** Enters macroblock {@code mb}, which is not skipped. */
    void enter(int mb);

    /** pcm_alignment_zero_bit and the samples of the macroblock. */
    void pcmSamples();

    /** transform_size_8x8_flag. */
    void transformSize8x8Flag(boolean flag);

    /** −1 for the predicted mode, else rem_intra4x4_pred_mode or rem_intra8x8_pred_mode. */
    void intraPredMode(int mode);

    /** intra_chroma_pred_mode. */
    void intraChromaPredMode(int mode);

    /** sub_mb_type, in the numbering of {@link SubMbType}. */
    void subMbType(int type);

    /**
     * ref_idx_l0 or ref_idx_l1 of the partition at 4x4 block ({@code x}, {@code y}); {@code max} ≥ 1 is its largest
     * value.
     */
    void refIdx(int list, int x, int y, int width, int height, int max, int value);

    /** Both components of mvd_l0 or mvd_l1 of a partition. */
    void mvd(int list, int x, int y, int width, int height, int mvdX, int mvdY);

    /** coded_block_pattern. */
    void codedBlockPattern(int pattern);

    /** mb_qp_delta. */
    void mbQpDelta(int delta);

    /** Called once per macroblock, except for I_PCM, with its mb_qp_delta, or 0 if that is not coded. */
    void qpDelta(int delta);

    /**
     * Intra16x16DCLevel, or with 4:4:4 its counterpart for Cb or Cr. The {@code count} levels start at index
     * {@code at}.
     */
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
     * Closes the macroblock, or the last of those that {@link #skip} wrote. {@code last}: whether the slice ends with
     * it.
     */
    void endOfMacroblock(int mb, boolean last);

    /** Closes the slice with rbsp_slice_trailing_bits(), without cabac_zero_words. */
    void finish();
}
