package dev.starling.h264.slice;

/**
 * The syntax elements of slice data as one of the two entropy coders reads them. {@link SliceReader} decides which
 * element comes next; implementations know how it is coded and what its coding takes from neighbours. Positions and
 * sizes of partitions are in 4x4 blocks.
 */
sealed interface MacroblockReader permits CavlcReader, CabacReader {

    /** Starts on the slice data in {@code rbsp[0, length)} from bit {@code bitPosition} on. */
    void begin(SliceContext context, byte[] rbsp, int length, long bitPosition);

    /**
     * How many macroblocks from {@code mb} on are skipped: mb_skip_run, or mb_skip_flag of as many macroblocks as are
     * skipped one after the other; in MBAFF frames 1 at most. They are entered.
     */
    int skipped(int mb);

    /** mb_field_decoding_flag. */
    boolean mbFieldDecodingFlag(int mb);

    /**
     * Enters macroblock {@code mb}, which is not skipped, and of which nothing but what comes before mb_type has been
     * read.
     */
    void enter(int mb);

    /** mb_type, in the numbering of {@link MbType}. */
    int mbType();

    /** pcm_alignment_zero_bit and the samples of an I_PCM macroblock, appended to the prediction values. */
    void pcmSamples();

    boolean transformSize8x8Flag();

    /**
     * −1 for prev_intra4x4_pred_mode_flag or prev_intra8x8_pred_mode_flag 1, else rem_intra4x4_pred_mode or
     * rem_intra8x8_pred_mode.
     */
    int intraPredMode();

    int intraChromaPredMode();

    /** sub_mb_type, in the numbering of {@link SubMbType}. */
    int subMbType();

    /**
     * ref_idx_l0 or ref_idx_l1 of the partition at 4x4 block ({@code x}, {@code y}); {@code max} ≥ 1 is its largest
     * value.
     */
    int refIdx(int list, int x, int y, int width, int height, int max);

    /** mvd_l0 or mvd_l1 of a partition, both components, appended to the prediction values. */
    void mvd(int list, int x, int y, int width, int height);

    int codedBlockPattern();

    int mbQpDelta();

    /** To be told once for every macroblock but I_PCM ones: its mb_qp_delta, 0 where that is not coded. */
    void qpDelta(int delta);

    /** Intra16x16DCLevel, or its Cb or Cr twin with 4:4:4. */
    void dcBlock(int component);

    /** A 4x4 luma block, or a Cb or Cr block with 4:4:4; {@code ac} where it is one of Intra16x16ACLevel. */
    void block4x4(int component, int blkIdx, boolean ac);

    /** An 8x8 block, {@code blkIdx8x8} 0…3. */
    void block8x8(int component, int blkIdx8x8);

    /** ChromaDCLevel of component 1 or 2. */
    void chromaDcBlock(int component);

    /** ChromaACLevel of component 1 or 2. */
    void chromaAcBlock(int component, int blkIdx);

    /**
     * Closes the macroblock, or the last of those that are {@link #skipped}: whether it was the last of the slice, as
     * end_of_slice_flag or more_rbsp_data() says. Not asked after the top macroblock of an MBAFF pair with CABAC.
     */
    boolean endOfSlice(int mb);

    /** Whether more bits were read than there are, so that what was read last is made up. */
    boolean isOverrun();

    /** Bits read of the RBSP. */
    long bitPosition();

    /** After the slice: reads rbsp_slice_trailing_bits() and tells the workspace what they leave free. */
    void trailingBits();
}
