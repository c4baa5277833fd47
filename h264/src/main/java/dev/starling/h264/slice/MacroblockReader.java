package dev.starling.h264.slice;

/**
 * Reads the syntax elements of slice data with one of the two entropy coders. {@link SliceReader} decides which element
 * is next; implementations know how it is coded and how its coding depends on neighbours. Positions and sizes of
 * partitions are in 4x4 blocks. They are plain ints, because these methods run for every partition.
 */
sealed interface MacroblockReader permits CavlcReader, CabacReader {

    /** Starts on the slice data in {@code rbsp[0, length)}, which begins at bit {@code bitPosition}. */
    void begin(SliceParameters parameters, byte[] rbsp, int length, long bitPosition);

    /**
     * Reads mb_skip_run, or mb_skip_flag until one is 0, and enters the skipped macroblocks.
     *
     * @return the number of skipped macroblocks that starts with {@code mb}; at most 1 in MBAFF frames
     */
    int skipped(int mb);

    /** mb_field_decoding_flag. */
    boolean mbFieldDecodingFlag(int mb);

    /** Enters macroblock {@code mb}, which is not skipped, after its mb_type. */
    void enter(int mb);

    /** mb_type, in the numbering of {@link MbType}. */
    int mbType();

    /**
     * Reads pcm_alignment_zero_bit and the samples of an I_PCM macroblock, and appends them to the prediction values.
     */
    void pcmSamples();

    /** transform_size_8x8_flag. */
    boolean transformSize8x8Flag();

    /**
     * −1 if prev_intra4x4_pred_mode_flag or prev_intra8x8_pred_mode_flag is 1, else rem_intra4x4_pred_mode or
     * rem_intra8x8_pred_mode.
     */
    int intraPredMode();

    /** intra_chroma_pred_mode. */
    int intraChromaPredMode();

    /** sub_mb_type, in the numbering of {@link SubMbType}. */
    int subMbType();

    /**
     * ref_idx_l0 or ref_idx_l1 of the partition at 4x4 block ({@code x}, {@code y}); {@code max} ≥ 1 is its largest
     * value.
     */
    int refIdx(int list, int x, int y, int width, int height, int max);

    /** Reads both components of mvd_l0 or mvd_l1 of a partition, and appends them to the prediction values. */
    void mvd(int list, int x, int y, int width, int height);

    /** coded_block_pattern. */
    int codedBlockPattern();

    /** mb_qp_delta. */
    int mbQpDelta();

    /** Called once per macroblock, except for I_PCM, with its mb_qp_delta, or 0 if that is not coded. */
    void qpDelta(int delta);

    /** Intra16x16DCLevel, or with 4:4:4 its counterpart for Cb or Cr. */
    void dcBlock(int component);

    /** A 4x4 luma block, or with 4:4:4 a Cb or Cr block. {@code ac}: whether it is a block of Intra16x16ACLevel. */
    void block4x4(int component, int blkIdx, boolean ac);

    /** An 8x8 block; {@code blkIdx8x8} is 0…3. */
    void block8x8(int component, int blkIdx8x8);

    /** ChromaDCLevel of component 1 or 2. */
    void chromaDcBlock(int component);

    /** ChromaACLevel of component 1 or 2. */
    void chromaAcBlock(int component, int blkIdx);

    /**
     * Closes the macroblock, or the last of those that are {@link #skipped}, and returns whether it was the last of the
     * slice, by end_of_slice_flag or more_rbsp_data().
     */
    boolean endOfSlice(int mb);

    /** Whether reads went past the end of the data, so that the last values are meaningless. */
    boolean isOverrun();

    /** Bits of the RBSP read so far. */
    long bitPosition();

    /** Reads rbsp_slice_trailing_bits() after the slice data, and stores their free parts in the workspace. */
    void trailingBits();
}
