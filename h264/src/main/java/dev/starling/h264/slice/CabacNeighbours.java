package dev.starling.h264.slice;

import java.util.Arrays;

/**
 * Derives the ctxIdxInc values that depend on the macroblocks, partitions and blocks to the left (A) and above (B)
 * (9.3.3.1.1). Reader and writer both use it, and report what they code.
 */
final class CabacNeighbours {

    /** Rows of 4x4 blocks of one macroblock, in both lists. */
    private static final int MVD_ROWS = 8;

    private static final int MAX_ABS_MVD = 127;
    private static final long ALL_BLOCKS = -1L;

    // Bits of {@link #traits}.
    private static final int NOT_SKIPPED = 0;
    private static final int NOT_DIRECT = 1;
    private static final int NOT_I_NXN = 2;
    private static final int TRANSFORM_8X8 = 3;
    private static final int CHROMA_PREDICTED = 4;
    /** CodedBlockPatternChroma greater than 0; the next bit: greater than 1. */
    private static final int CODED_CHROMA = 5;
    /** CodedBlockPatternLuma, four bits. */
    private static final int CODED_LUMA = 8;
    /**
     * ref_idx greater than 0, eight bits by list and 8x8 block; 0 where the list is not used or the block is direct.
     * The next eight bits: greater than 1.
     */
    private static final int REF_IDX = 16;

    /** The {@link #traits} that follow from mb_type alone. */
    private static final int[] TRAITS_OF_TYPE = new int[MbType.B_SKIP + 1];

    /** Factors that copy a difference to the first columns of {@link #absMvd}, by the number of columns. */
    private static final long[] COLUMNS = {0, 1, 0x1_0001L, 0, 0x1_0001_0001_0001L};

    static {
        for (int type = 0; type <= MbType.B_SKIP; type++) {
            TRAITS_OF_TYPE[type] = (MbType.isSkip(type) ? 0 : 1 << NOT_SKIPPED)
                    | (MbType.isDirect(type) ? 0 : 1 << NOT_DIRECT)
                    | (type == MbType.I_NXN ? 0 : 1 << NOT_I_NXN)
                    | (MbType.isIntra16x16(type) ? codedBlocks(MbType.intra16x16CodedBlockPattern(type)) : 0)
                    | (type == MbType.I_PCM ? codedBlocks(0x2F) : 0);
        }
    }

    private final SliceData data;
    private final Neighbours neighbours;

    // The following are indexed by {@link #place}.

    /** The properties of a macroblock that the syntax elements before residual() depend on, except mvd. */
    private int[] traits = {};
    /** coded_block_flag of each block: bit 16 · component + raster position (chroma AC: blkIdx); bits 48…50 for DC. */
    private long[] codedBlockFlags = {};
    /**
     * |mvd| up to {@value #MAX_ABS_MVD}: one long by place, list and row, with 16 bits per column; the horizontal
     * component is in the lower byte.
     */
    private long[] absMvd = {};

    private int placeMask;
    private int own;
    private int lastQpDelta;

    CabacNeighbours(SliceData data, Neighbours neighbours) {
        this.data = data;
        this.neighbours = neighbours;
    }

    /** Starts on a slice. */
    void begin(SliceParameters parameters) {
        int places = Neighbours.places(parameters);
        if (traits.length <= places) {
            traits = new int[places + 1];
            codedBlockFlags = new long[places + 1];
            absMvd = new long[(places + 1) * MVD_ROWS];
        }
        placeMask = places - 1;
        // Luma blocks of macroblocks that are not available count as coded (9.3.3.1.1.4).
        traits[places] = 15 << CODED_LUMA;
        Arrays.fill(absMvd, places * MVD_ROWS, (places + 1) * MVD_ROWS, 0);
        own = places;
        lastQpDelta = 0;
    }

    /**
     * The index of macroblock {@code mb} in the ring buffers. The entry after the last one represents macroblocks that
     * are not available, whose number is −1.
     */
    private int place(int mb) {
        return (mb & placeMask) - (mb >> 31);
    }

    /** Enters a skipped macroblock. */
    void enterSkipped(int mb) {
        own = place(mb);
        traits[own] = 0;
        codedBlockFlags[own] = 0;
        Arrays.fill(absMvd, own * MVD_ROWS, (own + 1) * MVD_ROWS, 0);
        lastQpDelta = 0;
    }

    /** Enters macroblock {@code mb}, which is not skipped. Nothing in it counts as coded until it is set. */
    void enter(int mb) {
        int type = data.mbType(mb);
        own = place(mb);
        traits[own] = TRAITS_OF_TYPE[type];
        codedBlockFlags[own] = 0;
        Arrays.fill(absMvd, own * MVD_ROWS, (own + 1) * MVD_ROWS, 0);
        // For intra macroblocks, blocks that are not available count as coded (9.3.3.1.1.9).
        codedBlockFlags[placeMask + 1] = MbType.isIntra(type) ? ALL_BLOCKS : 0;
    }

    /** Marks all blocks of an I_PCM macroblock as coded. */
    void setPcm() {
        codedBlockFlags[own] = ALL_BLOCKS;
    }

    private int traitsA() {
        return traits[place(neighbours.a)];
    }

    private int traitsB() {
        return traits[place(neighbours.b)];
    }

    /** The number of neighbours, A and B, that have {@code trait}. */
    private int count(int trait) {
        return (traitsA() >>> trait & 1) + (traitsB() >>> trait & 1);
    }

    /** mb_skip_flag (9.3.3.1.1.1). */
    int mbSkipFlagInc() {
        return count(NOT_SKIPPED);
    }

    /**
     * mb_skip_flag of macroblock {@code mb} after a skipped one: A is either that one or not available. Not for MBAFF
     * frames.
     */
    int mbSkipFlagIncAfterSkipped(int mb) {
        return traits[place(neighbours.above(mb))] >>> NOT_SKIPPED & 1;
    }

    /** mb_field_decoding_flag (9.3.3.1.1.2) of the pair of {@code mb}. */
    int mbFieldDecodingFlagInc(int mb) {
        int a = neighbours.pairA(mb);
        int b = neighbours.pairB(mb);
        return (a >= 0 && data.isField(a) ? 1 : 0) + (b >= 0 && data.isField(b) ? 1 : 0);
    }

    /** mb_type of I slices (9.3.3.1.1.3). */
    int mbTypeIInc() {
        return count(NOT_I_NXN);
    }

    /** mb_type of B slices. */
    int mbTypeBInc() {
        return count(NOT_DIRECT);
    }

    /** transform_size_8x8_flag (9.3.3.1.1.10). */
    int transformSize8x8FlagInc() {
        return count(TRANSFORM_8X8);
    }

    void setTransformSize8x8Flag(int flag) {
        traits[own] |= flag << TRANSFORM_8X8;
    }

    /** intra_chroma_pred_mode (9.3.3.1.1.8). */
    int intraChromaPredModeInc() {
        return count(CHROMA_PREDICTED);
    }

    void setIntraChromaPredMode(int mode) {
        traits[own] |= (mode == 0 ? 0 : 1) << CHROMA_PREDICTED;
    }

    /** mb_qp_delta (9.3.3.1.1.5): 1 if that of the previous macroblock in decoding order is not 0. */
    int mbQpDeltaInc() {
        return lastQpDelta != 0 ? 1 : 0;
    }

    /** Called for every macroblock that is not skipped; {@code qpDelta} is 0 if mb_qp_delta is not coded. */
    void setQpDelta(int qpDelta) {
        lastQpDelta = qpDelta;
    }

    /** Bin {@code b8} of the luma part of coded_block_pattern (9.3.3.1.1.4); {@code prior} has the bins before it. */
    int codedBlockPatternLumaInc(int b8, int prior) {
        int uncodedA;
        if ((b8 & 1) != 0) {
            uncodedA = ~prior >> (b8 - 1);
        } else {
            int left = traits[place(neighbours.lumaLeft[b8])];
            uncodedA = ~left >> (CODED_LUMA + (neighbours.lumaLeftRow[b8] & 2) + 1);
        }
        int uncodedB = b8 >= 2 ? ~prior >> (b8 - 2) : ~traitsB() >> (CODED_LUMA + 2 + b8);
        return (uncodedA & 1) + 2 * (uncodedB & 1);
    }

    /**
     * The chroma part of coded_block_pattern: bin 0 depends on any chroma levels of the neighbours, bin 1 on AC levels.
     */
    int codedBlockPatternChromaInc(int bin) {
        int trait = CODED_CHROMA + bin;
        return (traitsA() >>> trait & 1) + 2 * (traitsB() >>> trait & 1) + 4 * bin;
    }

    /** Called where coded_block_pattern is coded; elsewhere mb_type implies it. */
    void setCodedBlockPattern(int pattern) {
        traits[own] |= codedBlocks(pattern);
    }

    private static int codedBlocks(int pattern) {
        int chroma = pattern >> 4;
        return (pattern & 15) << CODED_LUMA | (((chroma + 1) >> 1) | (chroma & 2)) << CODED_CHROMA;
    }

    /** ref_idx of the partition at 4x4 block (x, y) (9.3.3.1.1.6). */
    int refIdxInc(int list, int x, int y) {
        int first = REF_IDX + 4 * list;
        int block = first + y + (x >> 1);
        int condA = x > 0
                ? traits[own] >>> (block - 1)
                : refIdxCond(neighbours.lumaLeft[y], first + (neighbours.lumaLeftRow[y] & 2) + 1);
        int condB = y > 0 ? traits[own] >>> (block - 2) : refIdxCond(neighbours.b, block + 2);
        return (condA & 1) + 2 * (condB & 1);
    }

    /** refIdxZeroFlagN: for a frame macroblock, the two fields of a frame count as one reference. */
    private int refIdxCond(int neighbour, int trait) {
        boolean twoAsOne = neighbours.isMbaff() && !neighbours.field && neighbour >= 0 && data.isField(neighbour);
        return traits[place(neighbour)] >>> (twoAsOne ? trait + 8 : trait);
    }

    void setRefIdx(int list, int x, int y, int width, int height, int value) {
        int blocks = ((1 + ((width >> 1) & 2)) * (1 + (height & 4))) << (4 * list + y + (x >> 1));
        int above0 = -value >> 31;
        int above1 = (1 - value) >> 31;
        traits[own] |= (blocks & above0) << REF_IDX | (blocks & above1) << (REF_IDX + 8);
    }

    /**
     * The sums of absMvdComp of the neighbours of the partition at 4x4 block (x, y): the horizontal one in the lower
     * byte, the vertical one in the next (9.3.3.1.1.7).
     */
    int absMvdSums(int list, int x, int y) {
        int row = own * MVD_ROWS + 4 * list + y;
        int left;
        if (x > 0) {
            left = column(absMvd[row], x - 1);
        } else {
            int mb = neighbours.lumaLeft[y];
            left = scaled(mb, column(absMvd[place(mb) * MVD_ROWS + 4 * list + neighbours.lumaLeftRow[y]], 3));
        }
        int above = y > 0
                ? column(absMvd[row - 1], x)
                : scaled(neighbours.b, column(absMvd[place(neighbours.b) * MVD_ROWS + 4 * list + 3], x));
        return left + above;
    }

    private static int column(long row, int x) {
        return (int) (row >>> (16 * x)) & 0xFFFF;
    }

    /** Scales vertical differences, which are in lines of the neighbour's frame or field. */
    private int scaled(int neighbour, int absMvd) {
        if (!neighbours.isMbaff() || neighbour < 0 || data.isField(neighbour) == neighbours.field) {
            return absMvd;
        }
        int vertical = absMvd >> 8;
        int scaled = neighbours.field ? vertical >> 1 : Math.min(MAX_ABS_MVD, vertical << 1);
        return (absMvd & 0xFF) | (scaled << 8);
    }

    void setMvd(int list, int x, int y, int width, int height, int mvdX, int mvdY) {
        int absX = Math.min(MAX_ABS_MVD, Math.abs(mvdX));
        int absY = Math.min(MAX_ABS_MVD, Math.abs(mvdY));
        long columns = ((absX | (absY << 8)) * COLUMNS[width]) << (16 * x);
        int first = own * MVD_ROWS + 4 * list;
        for (int row = first + y; row < first + y + height; row++) {
            absMvd[row] |= columns;
        }
    }

    /** coded_block_flag of the DC levels of {@code component} (9.3.3.1.1.9), also of chroma DC. */
    int dcInc(int component) {
        int bit = BlockSlots.DC + component;
        return flag(flags(neighbours.a), bit) + 2 * flag(flags(neighbours.b), bit);
    }

    /** coded_block_flag of a 4x4 block of a component that is coded like luma. */
    int block4x4Inc(int component, int raster) {
        return lumaInc(component, raster, flags(neighbours.lumaLeft[raster >> 2]), flags(neighbours.b));
    }

    /**
     * coded_block_flag of an 8x8 block, which only 4:4:4 codes. Neighbours without 8x8 transform count as not coded.
     */
    int block8x8Inc(int component, int raster) {
        return lumaInc(component, raster, flags8x8(neighbours.lumaLeft[raster >> 2]), flags8x8(neighbours.b));
    }

    /** {@code left} and {@code above} are the flags of the macroblocks to the left of the block's row and above. */
    private int lumaInc(int component, int raster, long left, long above) {
        int first = component * BlockSlots.COMPONENT;
        int bit = first + raster;
        long coded = codedBlockFlags[own];
        int a = (raster & 3) != 0
                ? flag(coded, bit - 1)
                : flag(left, first + 4 * neighbours.lumaLeftRow[raster >> 2] + 3);
        int b = raster >= 4 ? flag(coded, bit - 4) : flag(above, bit + 12);
        return a + 2 * b;
    }

    /**
     * coded_block_flag of a chroma AC block of 4:2:0 or 4:2:2; {@code blocks} is the number of blocks of the component,
     * 4 or 8.
     */
    int chromaAcInc(int component, int blkIdx, int blocks) {
        int first = component * BlockSlots.COMPONENT;
        int bit = first + blkIdx;
        long coded = codedBlockFlags[own];
        int row = blkIdx >> 1;
        int a = (blkIdx & 1) != 0
                ? flag(coded, bit - 1)
                : flag(flags(neighbours.chromaLeft[row]), first + 2 * neighbours.chromaLeftRow[row] + 1);
        int b = blkIdx >= 2 ? flag(coded, bit - 2) : flag(flags(neighbours.b), bit + blocks - 2);
        return a + 2 * b;
    }

    private static int flag(long flags, int bit) {
        return (int) (flags >>> bit) & 1;
    }

    /** The flags of transBlockN's macroblock. */
    private long flags(int neighbour) {
        return codedBlockFlags[place(neighbour)];
    }

    private long flags8x8(int neighbour) {
        boolean none = neighbour >= 0 && !data.isTransform8x8(neighbour) && data.mbType(neighbour) != MbType.I_PCM;
        return none ? 0 : flags(neighbour);
    }

    /** Sets coded_block_flag of the block at {@code bit}. */
    void setCoded(int bit) {
        codedBlockFlags[own] |= 1L << bit;
    }

    /** Sets the coded or inferred coded_block_flag of the 8x8 block whose first 4x4 block is at {@code raster}. */
    void setCoded8x8(int component, int raster) {
        codedBlockFlags[own] |= 0x33L << (component * BlockSlots.COMPONENT + raster);
    }
}
