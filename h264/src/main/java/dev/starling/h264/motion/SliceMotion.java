package dev.starling.h264.motion;

import dev.starling.h264.slice.BlockSlots;
import dev.starling.h264.slice.SliceParameters;
import java.util.Arrays;

/**
 * The derived prediction of one slice's macroblocks: the motion vector and intra prediction mode of each 4x4 block, and
 * the reference index of each 8x8 block. A mutable workspace that is reused from slice to slice. {@link StreamMotion}
 * fills it macroblock by macroblock in decoding order. Macroblocks count from 0, as in
 * {@link dev.starling.h264.slice.SliceData}; blocks count in raster order.
 */
public final class SliceMotion {
    /** The reference index of a block that does not use the list. */
    public static final int NO_REFERENCE = -1;

    /** Intra_4x4_DC and Intra_8x8_DC (Tables 8-2 and 8-3); also used for macroblocks without modes. */
    static final int DC = 2;

    /** The mode of a macroblock that is not available for intra prediction. */
    static final int UNAVAILABLE = -1;

    private static final int BLOCKS = 16;
    private static final int QUARTERS = 4;

    /** By list, then by macroblock and 4x4 block; 0 where the list is not used. */
    private final int[][] mv = {{}, {}};

    /** By list, then by macroblock and 8x8 block. */
    private final byte[][] refIdx = {{}, {}};

    /** By macroblock and 4x4 block. */
    private byte[] intraPredMode = {};

    private int picSizeInMbs;
    private int widthInMbs;
    private int firstMbAddr;

    /**
     * The current macroblock, and its neighbours to the left, above, above right and above left (6.4.9); −1 if not in
     * the slice.
     */
    private int mb;

    private int mbA;
    private int mbB;
    private int mbC;
    private int mbD;

    void begin(SliceParameters parameters) {
        picSizeInMbs = parameters.picSizeInMbs();
        widthInMbs = parameters.sps().picWidthInMbs();
        firstMbAddr = parameters.firstMbAddr();
    }

    /** Makes {@code mb} the current macroblock, which has no motion yet. */
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
     * Horizontal component of mvLX of 4x4 block {@code block} (0…15, raster) in quarter samples; 0 where {@code list}
     * is not used.
     */
    public int mvX(int mb, int list, int block) {
        return MotionVector.x(mv[list][mb * BLOCKS + block]);
    }

    /** Vertical component of mvLX. */
    public int mvY(int mb, int list, int block) {
        return MotionVector.y(mv[list][mb * BLOCKS + block]);
    }

    /** refIdxLX of 8x8 block {@code quarter} (0…3), or {@link #NO_REFERENCE}. */
    public int refIdx(int mb, int list, int quarter) {
        return refIdx[list][mb * QUARTERS + quarter];
    }

    /**
     * Whether macroblock {@code mb} has the same vectors and reference indices here and in {@code other}. All intra
     * macroblocks, which have none, are equal.
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

    /** Sets the vector of a partition of the current macroblock. Positions and sizes are in 4x4 blocks. */
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
     * The index, for {@link #mvAt} and {@link #refIdxAt}, of the 4x4 block at ({@code x}, {@code y}), which is a
     * neighbour of the block at ({@code ofX}, {@code ofY}); −1 if it is not available or follows that block in decoding
     * order (6.4.12 with 6.4.11.7). Coordinates are in 4x4 blocks from the current macroblock's first block, −1…4.
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

    /** The mode of the block at an index of {@link #locate}; {@link #UNAVAILABLE} for −1. */
    int intraPredModeAt(int index) {
        return index < 0 ? UNAVAILABLE : intraPredMode[index];
    }
}
