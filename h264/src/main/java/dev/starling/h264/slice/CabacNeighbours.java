package dev.starling.h264.slice;

import java.util.Arrays;

/**
 * What CABAC takes from neighbours: the parts of ctxIdxInc that 9.3.3.1.1 derives from the macroblocks, partitions and blocks to the left (A) and above (B). Used by reader and writer alike,
 * which tell it what they coded.
 */
final class CabacNeighbours {

    private static final int REFS = 8;
    private static final int MVDS = 64;
    private static final long ALL_BLOCKS = -1L;

    private final SliceData data;
    private final Neighbours neighbours;

    /** coded_block_flag of each block by macroblock: bit 16 · component + raster position (chroma AC: blkIdx), bits 48…50 DC. */
    private long[] codedBlockFlags = {};
    /** intra_chroma_pred_mode by macroblock. */
    private byte[] intraChromaPredMode = {};
    /** ref_idx by {@link #motion} place, list and 8x8 block; 0 where the list is not used or the block is direct. */
    private byte[] refIdx = new byte[REFS];
    /** |mvd| up to 127 by {@link #motion} place, list, raster position and component. */
    private byte[] absMvd = new byte[MVDS];

    private int picSizeInMbs;
    private int mb;
    private int lastQpDelta;

    CabacNeighbours(SliceData data, Neighbours neighbours) {
        this.data = data;
        this.neighbours = neighbours;
    }

    /** Starts on a slice of a picture of {@code picSizeInMbs}, which is as far as the arrays grow. */
    void begin(int picSizeInMbs) {
        this.picSizeInMbs = picSizeInMbs;
        mb = -1;
        lastQpDelta = 0;
    }

    /** Enters macroblock {@code mb}: nothing is coded in it until set. */
    void enter(int mb) {
        this.mb = mb;
        if (codedBlockFlags.length <= mb) {
            int capacity = Math.min(Math.max(2 * codedBlockFlags.length, 64 + mb), picSizeInMbs);
            codedBlockFlags = Arrays.copyOf(codedBlockFlags, capacity);
            intraChromaPredMode = Arrays.copyOf(intraChromaPredMode, capacity);
        }
        codedBlockFlags[mb] = 0;
        intraChromaPredMode[mb] = 0;
        if (MbType.hasMotion(data.mbType(mb))) {
            int place = mb + 1;
            if (refIdx.length < (place + 1) * REFS) {
                refIdx = Arrays.copyOf(refIdx, (codedBlockFlags.length + 1) * REFS);
                absMvd = Arrays.copyOf(absMvd, (codedBlockFlags.length + 1) * MVDS);
            }
            Arrays.fill(refIdx, place * REFS, (place + 1) * REFS, (byte) 0);
            Arrays.fill(absMvd, place * MVDS, (place + 1) * MVDS, (byte) 0);
        }
    }

    /** Where the reference indices and differences of a macroblock are; place 0, always zero, stands for all that have none and those that are not available. */
    private int motion(int neighbour) {
        return neighbour >= 0 && MbType.hasMotion(data.mbType(neighbour)) ? neighbour + 1 : 0;
    }

    /** Every block of an I_PCM macroblock counts as coded. */
    void setPcm() {
        codedBlockFlags[mb] = ALL_BLOCKS;
    }

    /** mb_skip_flag (9.3.3.1.1.1). */
    int mbSkipFlagInc() {
        int a = neighbours.a;
        int b = neighbours.b;
        return (a >= 0 && !MbType.isSkip(data.mbType(a)) ? 1 : 0) + (b >= 0 && !MbType.isSkip(data.mbType(b)) ? 1 : 0);
    }

    /** mb_field_decoding_flag (9.3.3.1.1.2) of the pair of {@code mb}. */
    int mbFieldDecodingFlagInc(int mb) {
        int a = neighbours.pairA(mb);
        int b = neighbours.pairB(mb);
        return (a >= 0 && data.isField(a) ? 1 : 0) + (b >= 0 && data.isField(b) ? 1 : 0);
    }

    /** mb_type of I slices (9.3.3.1.1.3). */
    int mbTypeIInc() {
        int a = neighbours.a;
        int b = neighbours.b;
        return (a >= 0 && data.mbType(a) != MbType.I_NXN ? 1 : 0) + (b >= 0 && data.mbType(b) != MbType.I_NXN ? 1 : 0);
    }

    /** mb_type of B slices. */
    int mbTypeBInc() {
        int a = neighbours.a;
        int b = neighbours.b;
        return (a >= 0 && !MbType.isDirect(data.mbType(a)) ? 1 : 0)
                + (b >= 0 && !MbType.isDirect(data.mbType(b)) ? 1 : 0);
    }

    /** transform_size_8x8_flag (9.3.3.1.1.10). */
    int transformSize8x8FlagInc() {
        int a = neighbours.a;
        int b = neighbours.b;
        return (a >= 0 && data.isTransform8x8(a) ? 1 : 0) + (b >= 0 && data.isTransform8x8(b) ? 1 : 0);
    }

    /** intra_chroma_pred_mode (9.3.3.1.1.8). */
    int intraChromaPredModeInc() {
        int a = neighbours.a;
        int b = neighbours.b;
        return (a >= 0 && intraChromaPredMode[a] != 0 ? 1 : 0) + (b >= 0 && intraChromaPredMode[b] != 0 ? 1 : 0);
    }

    void setIntraChromaPredMode(int mode) {
        intraChromaPredMode[mb] = (byte) mode;
    }

    /** mb_qp_delta (9.3.3.1.1.5): whether the macroblock before in decoding order had one other than 0. */
    int mbQpDeltaInc() {
        return lastQpDelta != 0 ? 1 : 0;
    }

    /** To be told for every macroblock, 0 where mb_qp_delta is not coded. */
    void setQpDelta(int qpDelta) {
        lastQpDelta = qpDelta;
    }

    /** Bin {@code b8} of the luma part of coded_block_pattern (9.3.3.1.1.4); {@code prior} holds the bins before it. */
    int codedBlockPatternLumaInc(int b8, int prior) {
        int condA;
        if ((b8 & 1) != 0) {
            condA = notSet(prior, b8 - 1);
        } else {
            int row = b8;
            int left = neighbours.lumaLeft[row];
            condA = left < 0 ? 0 : notSet(data.codedBlockPattern(left), (neighbours.lumaLeftRow[row] & 2) + 1);
        }
        int condB;
        if (b8 >= 2) {
            condB = notSet(prior, b8 - 2);
        } else {
            condB = neighbours.b < 0 ? 0 : notSet(data.codedBlockPattern(neighbours.b), 2 + b8);
        }
        return condA + 2 * condB;
    }

    private static int notSet(int pattern, int bit) {
        return ((pattern >> bit) & 1) ^ 1;
    }

    /** The chroma part of coded_block_pattern: bin 0 asks the neighbours for any chroma, bin 1 for AC. */
    int codedBlockPatternChromaInc(int bin) {
        int a = neighbours.a;
        int b = neighbours.b;
        return (a >= 0 && data.codedBlockPattern(a) >> 4 > bin ? 1 : 0)
                + (b >= 0 && data.codedBlockPattern(b) >> 4 > bin ? 2 : 0)
                + 4 * bin;
    }

    /** ref_idx of the partition at 4x4 block (x, y) (9.3.3.1.1.6). */
    int refIdxInc(int list, int x, int y) {
        int own = (mb + 1) * REFS + 4 * list;
        int condA;
        if (x > 0) {
            condA = refIdx[own + (y & 2) + (x >> 1) - 1] > 0 ? 1 : 0;
        } else {
            int left = neighbours.lumaLeft[y];
            condA = refIdxCond(left, refIdx[motion(left) * REFS + 4 * list + (neighbours.lumaLeftRow[y] & 2) + 1]);
        }
        int condB;
        if (y > 0) {
            condB = refIdx[own + (y & 2) - 2 + (x >> 1)] > 0 ? 1 : 0;
        } else {
            int above = neighbours.b;
            condB = refIdxCond(above, refIdx[motion(above) * REFS + 4 * list + 2 + (x >> 1)]);
        }
        return condA + 2 * condB;
    }

    /** refIdxZeroFlagN: seen from a frame macroblock, the two fields of a frame count as one reference. */
    private int refIdxCond(int neighbour, int neighbourRefIdx) {
        if (neighbourRefIdx == 0) {
            return 0;
        }
        int threshold = neighbours.isMbaff() && !neighbours.field && data.isField(neighbour) ? 1 : 0;
        return neighbourRefIdx > threshold ? 1 : 0;
    }

    void setRefIdx(int list, int x, int y, int width, int height, int value) {
        int own = (mb + 1) * REFS + 4 * list;
        for (int row = y >> 1; row < (y + height) >> 1; row++) {
            for (int column = x >> 1; column < (x + width) >> 1; column++) {
                refIdx[own + 2 * row + column] = (byte) value;
            }
        }
    }

    /** The sum of absMvdComp of the neighbours of the partition at 4x4 block (x, y), for component 0 (horizontal) or 1 (9.3.3.1.1.7). */
    int absMvdSum(int list, int x, int y, int component) {
        int own = (mb + 1) * MVDS + 32 * list + component;
        int sum;
        if (x > 0) {
            sum = absMvd[own + 2 * (4 * y + x - 1)];
        } else {
            int left = neighbours.lumaLeft[y];
            int at = motion(left) * MVDS + 32 * list + 2 * (4 * neighbours.lumaLeftRow[y] + 3) + component;
            sum = scaled(left, component, absMvd[at]);
        }
        if (y > 0) {
            return sum + absMvd[own + 2 * (4 * (y - 1) + x)];
        }
        int above = neighbours.b;
        return sum + scaled(above, component, absMvd[motion(above) * MVDS + 32 * list + 2 * (12 + x) + component]);
    }

    /** Vertical differences are in units of the neighbour's own lines. */
    private int scaled(int neighbour, int component, int value) {
        if (value == 0 || component == 0 || !neighbours.isMbaff() || data.isField(neighbour) == neighbours.field) {
            return value;
        }
        return neighbours.field ? value >> 1 : value << 1;
    }

    void setMvd(int list, int x, int y, int width, int height, int mvdX, int mvdY) {
        byte absX = (byte) Math.min(127, Math.abs(mvdX));
        byte absY = (byte) Math.min(127, Math.abs(mvdY));
        if ((absX | absY) == 0) {
            return;
        }
        int own = (mb + 1) * MVDS + 32 * list;
        for (int row = y; row < y + height; row++) {
            for (int i = own + 2 * (4 * row + x), end = i + 2 * width; i < end; i += 2) {
                absMvd[i] = absX;
                absMvd[i + 1] = absY;
            }
        }
    }

    /** coded_block_flag of the DC levels of {@code component} (9.3.3.1.1.9), also of chroma DC. */
    int dcInc(int component, boolean intra) {
        int bit = BlockSlots.DC + component;
        return flag(flags(neighbours.a, intra), bit) + 2 * flag(flags(neighbours.b, intra), bit);
    }

    /** coded_block_flag of a 4x4 block of a component coded like luma. */
    int block4x4Inc(int component, int raster, boolean intra) {
        return lumaInc(component, raster, flags(neighbours.lumaLeft[raster >> 2], intra), flags(neighbours.b, intra));
    }

    /** coded_block_flag of an 8x8 block, which only 4:4:4 codes: neighbours without 8x8 transform count as not coded. */
    int block8x8Inc(int component, int raster, boolean intra) {
        return lumaInc(
                component, raster, flags8x8(neighbours.lumaLeft[raster >> 2], intra), flags8x8(neighbours.b, intra));
    }

    /** {@code left} and {@code above} are the flags of the macroblocks beside the block's row and above. */
    private int lumaInc(int component, int raster, long left, long above) {
        int first = component * BlockSlots.COMPONENT;
        int bit = first + raster;
        long own = codedBlockFlags[mb];
        int a = (raster & 3) != 0
                ? flag(own, bit - 1)
                : flag(left, first + 4 * neighbours.lumaLeftRow[raster >> 2] + 3);
        int b = raster >= 4 ? flag(own, bit - 4) : flag(above, bit + 12);
        return a + 2 * b;
    }

    /** coded_block_flag of a chroma AC block of 4:2:0 or 4:2:2; {@code blocks} is the number of blocks of the component, 4 or 8. */
    int chromaAcInc(int component, int blkIdx, int blocks, boolean intra) {
        int first = component * BlockSlots.COMPONENT;
        int bit = first + blkIdx;
        long own = codedBlockFlags[mb];
        int row = blkIdx >> 1;
        int a = (blkIdx & 1) != 0
                ? flag(own, bit - 1)
                : flag(flags(neighbours.chromaLeft[row], intra), first + 2 * neighbours.chromaLeftRow[row] + 1);
        int b = blkIdx >= 2 ? flag(own, bit - 2) : flag(flags(neighbours.b, intra), bit + blocks - 2);
        return a + 2 * b;
    }

    private static int flag(long flags, int bit) {
        return (int) (flags >>> bit) & 1;
    }

    /** The flags of transBlockN's macroblock; where there is none, intra macroblocks see ones. */
    private long flags(int neighbour, boolean intra) {
        return neighbour >= 0 ? codedBlockFlags[neighbour] : intra ? ALL_BLOCKS : 0;
    }

    private long flags8x8(int neighbour, boolean intra) {
        boolean none = neighbour >= 0 && !data.isTransform8x8(neighbour) && data.mbType(neighbour) != MbType.I_PCM;
        return none ? 0 : flags(neighbour, intra);
    }

    /** Says that the block at {@code bit} has coded_block_flag 1. */
    void setCoded(int bit) {
        codedBlockFlags[mb] |= 1L << bit;
    }

    /** Says that the 8x8 block whose first 4x4 block is at raster position {@code raster} has coded_block_flag 1, or is inferred to. */
    void setCoded8x8(int component, int raster) {
        codedBlockFlags[mb] |= 0x33L << (component * BlockSlots.COMPONENT + raster);
    }
}
