package dev.starling.h264.motion;

import dev.starling.h264.slice.BlockSlots;
import dev.starling.h264.slice.SliceContext;
import java.util.Arrays;

/**
 * What the prediction syntax of one slice's macroblocks means: the motion vector of each 4x4 block, the reference index
 * of each 8x8 block, the intra prediction mode of each 4x4 block. A mutable workspace that is reused from slice to
 * slice, filled macroblock by macroblock in decoding order by {@link StreamMotion}. Macroblocks are numbered from 0, as
 * in {@link dev.starling.h264.slice.SliceData}; blocks in raster order.
 */
public final class SliceMotion {
    /** The reference index of a block that does not use the list. */
    public static final int NO_REFERENCE = -1;

    /** Intra_4x4_DC and Intra_8x8_DC (Tables 8-2 and 8-3): also what macroblocks without modes count as. */
    static final int DC = 2;

    /** The mode of a macroblock that counts as not available for intra prediction. */
    static final int UNAVAILABLE = -1;

    private static final int BLOCKS = 16;
    private static final int QUARTERS = 4;

    /** By list; then by macroblock and 4x4 block. 0 where the list is not used. */
    private final int[][] mv = {{}, {}};

    /** By list; then by macroblock and 8x8 block. */
    private final byte[][] refIdx = {{}, {}};

    /** By macroblock and 4x4 block. */
    private byte[] intraPredMode = {};

    private int picSizeInMbs;
    private int widthInMbs;
    private int firstMbAddr;

    /**
     * The current macroblock, and the ones left of it, above, above right and above left, −1 where there is none in the
     * slice (6.4.9).
     */
    private int mb;

    private int mbA;
    private int mbB;
    private int mbC;
    private int mbD;

    void begin(SliceContext context) {
        picSizeInMbs = context.picSizeInMbs();
        widthInMbs = context.sps().picWidthInMbs();
        firstMbAddr = context.firstMbAddr();
    }

    /** Makes {@code mb} the current macroblock, in which nothing is predicted from anything yet. */
    void enter(int mb) {
        if ((mb + 1) * QUARTERS > refIdx[0].length) {
            grow();
        }
        this.mb = mb;
        int column = (firstMbAddr + mb) % widthInMbs;
        mbA = column > 0 ? mb - 1 : -1;
        mbB = mb - widthInMbs;
        mbC = column + 1 < widthInMbs ? mbB + 1 : -1;
        mbD = column > 0 ? mbB - 1 : -1;
        for (int list = 0; list < 2; list++) {
            Arrays.fill(mv[list], mb * BLOCKS, (mb + 1) * BLOCKS, MotionVector.ZERO);
            Arrays.fill(refIdx[list], mb * QUARTERS, (mb + 1) * QUARTERS, (byte) NO_REFERENCE);
        }
        setIntraPredModes(DC);
    }

    int currentMb() {
        return mb;
    }

    private void grow() {
        int capacity = Math.min(Math.max(256, refIdx[0].length / QUARTERS * 2), picSizeInMbs);
        for (int list = 0; list < 2; list++) {
            mv[list] = Arrays.copyOf(mv[list], capacity * BLOCKS);
            refIdx[list] = Arrays.copyOf(refIdx[list], capacity * QUARTERS);
        }
        intraPredMode = Arrays.copyOf(intraPredMode, capacity * BLOCKS);
    }

    /**
     * mvLX of 4x4 block {@code block} (0…15, raster), horizontally, in quarter samples; 0 where {@code list} is not
     * used.
     */
    public int mvX(int mb, int list, int block) {
        return MotionVector.x(mv[list][mb * BLOCKS + block]);
    }

    /** mvLX, vertically. */
    public int mvY(int mb, int list, int block) {
        return MotionVector.y(mv[list][mb * BLOCKS + block]);
    }

    /** refIdxLX of 8x8 block {@code quarter} (0…3), or {@link #NO_REFERENCE}. */
    public int refIdx(int mb, int list, int quarter) {
        return refIdx[list][mb * QUARTERS + quarter];
    }

    /**
     * Whether inter macroblock {@code mb} is predicted here and in {@code other} from the same places by the same
     * reference indices. Intra macroblocks, which have none, are all the same.
     */
    public boolean sameMotion(int mb, SliceMotion other) {
        for (int list = 0; list < 2; list++) {
            int quarters = mb * QUARTERS;
            int blocks = mb * BLOCKS;
            if (!Arrays.equals(
                            refIdx[list],
                            quarters,
                            quarters + QUARTERS,
                            other.refIdx[list],
                            quarters,
                            quarters + QUARTERS)
                    || !Arrays.equals(mv[list], blocks, blocks + BLOCKS, other.mv[list], blocks, blocks + BLOCKS)) {
                return false;
            }
        }
        return true;
    }

    int mv(int mb, int list, int block) {
        return mv[list][mb * BLOCKS + block];
    }

    int intraPredMode(int mb, int block) {
        return intraPredMode[mb * BLOCKS + block];
    }

    /** Of the current macroblock, like the next. Sizes and places are in 4x4 blocks. */
    void setMv(int list, int x, int y, int width, int height, int vector) {
        int at = mb * BLOCKS + 4 * y + x;
        for (int row = 0; row < height; row++, at += 4) {
            for (int column = 0; column < width; column++) {
                mv[list][at + column] = vector;
            }
        }
    }

    void setRefIdx(int list, int x, int y, int width, int height, int value) {
        for (int row = y >> 1; row < (y + height) >> 1; row++) {
            for (int column = x >> 1; column < (x + width) >> 1; column++) {
                refIdx[list][mb * QUARTERS + 2 * row + column] = (byte) value;
            }
        }
    }

    void setIntraPredModes(int mode) {
        Arrays.fill(intraPredMode, mb * BLOCKS, (mb + 1) * BLOCKS, (byte) mode);
    }

    void setIntraPredMode(int x, int y, int size, int mode) {
        int at = mb * BLOCKS + 4 * y + x;
        for (int row = 0; row < size; row++, at += 4) {
            for (int column = 0; column < size; column++) {
                intraPredMode[at + column] = (byte) mode;
            }
        }
    }

    /**
     * Where the 4x4 block at ({@code x}, {@code y}) relative to the current macroblock's first is, in units of 4x4
     * blocks, −1…4 each: the index for {@link #mvAt} and {@link #refIdxAt}; −1 where it is not available, or comes
     * later in decoding order than the block at ({@code ofX}, {@code ofY}) that asks (6.4.12 with 6.4.11.7).
     */
    int locate(int x, int y, int ofX, int ofY) {
        if (y < 0) {
            int above = x < 0 ? mbD : x > 3 ? mbC : mbB;
            return above < 0 ? -1 : above * BLOCKS + 12 + (x & 3);
        }
        if (x < 0) {
            return mbA < 0 ? -1 : mbA * BLOCKS + 4 * y + 3;
        }
        boolean decoded = x <= 3 && BlockSlots.blkIdx(4 * y + x) < BlockSlots.blkIdx(4 * ofY + ofX);
        return decoded ? mb * BLOCKS + 4 * y + x : -1;
    }

    int mvAt(int list, int index) {
        return index < 0 ? MotionVector.ZERO : mv[list][index];
    }

    int refIdxAt(int list, int index) {
        if (index < 0) {
            return NO_REFERENCE;
        }
        return refIdx[list][index / BLOCKS * QUARTERS + (index >> 2 & 2) + (index >> 1 & 1)];
    }

    /** The mode of the block at {@link #locate}'s place; {@link #UNAVAILABLE} where there is none. */
    int intraPredModeAt(int index) {
        return index < 0 ? UNAVAILABLE : intraPredMode[index];
    }
}
