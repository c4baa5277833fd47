package dev.starling.h264.slice;

import java.util.Arrays;

/** Derives nC of coeff_token (9.2.1) from the number of levels of the blocks to the left and above. */
final class CavlcNeighbours {

    private static final int BLOCKS = 48;

    private final Neighbours neighbours;
    /** TotalCoeff of each 4x4 block, by {@link #place} of the macroblock, component, and position in raster order. */
    private byte[] totalCoeff = {};

    private int placeMask;
    private int base;

    CavlcNeighbours(Neighbours neighbours) {
        this.neighbours = neighbours;
    }

    /** Starts on a slice. */
    void begin(SliceParameters parameters) {
        int places = Neighbours.places(parameters);
        if (totalCoeff.length < places * BLOCKS) {
            totalCoeff = new byte[places * BLOCKS];
        }
        placeMask = places - 1;
        base = 0;
    }

    /** Index of the first count of macroblock {@code mb} in the ring buffer. */
    private int place(int mb) {
        return (mb & placeMask) * BLOCKS;
    }

    /** Enters macroblock {@code mb}. All of its counts are 0 until they are set. */
    void enter(int mb) {
        base = place(mb);
        Arrays.fill(totalCoeff, base, base + BLOCKS, (byte) 0);
    }

    /** Enters {@code count} skipped macroblocks, starting with {@code mb}. */
    void enterSkipped(int mb, int count) {
        int until = mb + count;
        for (int skipped = Math.max(mb, until - placeMask - 1); skipped < until; skipped++) {
            enter(skipped);
        }
    }

    /** Sets all counts of an I_PCM macroblock to 16. */
    void setPcm() {
        Arrays.fill(totalCoeff, base, base + BLOCKS, (byte) 16);
    }

    /** nC of the block at raster position {@code raster} of a component that is coded like luma. */
    int lumaNc(int component, int raster) {
        int own = base + component * BlockSlots.COMPONENT + raster;
        int left = -1;
        if ((raster & 3) != 0) {
            left = totalCoeff[own - 1];
        } else {
            int row = raster >> 2;
            int mb = neighbours.lumaLeft[row];
            if (mb >= 0) {
                left = totalCoeff[place(mb) + component * BlockSlots.COMPONENT + 4 * neighbours.lumaLeftRow[row] + 3];
            }
        }
        int above = -1;
        if (raster >= 4) {
            above = totalCoeff[own - 4];
        } else if (neighbours.b >= 0) {
            above = totalCoeff[place(neighbours.b) + component * BlockSlots.COMPONENT + 12 + raster];
        }
        return combine(left, above);
    }

    /** nC of a chroma AC block of 4:2:0 or 4:2:2; {@code blocks} is the number of blocks of the component, 4 or 8. */
    int chromaNc(int component, int blkIdx, int blocks) {
        int own = base + component * BlockSlots.COMPONENT + blkIdx;
        int left = -1;
        if ((blkIdx & 1) != 0) {
            left = totalCoeff[own - 1];
        } else {
            int row = blkIdx >> 1;
            int mb = neighbours.chromaLeft[row];
            if (mb >= 0) {
                left = totalCoeff[place(mb) + component * BlockSlots.COMPONENT + 2 * neighbours.chromaLeftRow[row] + 1];
            }
        }
        int above = -1;
        if (blkIdx >= 2) {
            above = totalCoeff[own - 2];
        } else if (neighbours.b >= 0) {
            above = totalCoeff[place(neighbours.b) + component * BlockSlots.COMPONENT + blocks - 2 + blkIdx];
        }
        return combine(left, above);
    }

    /** Sets the count of the block at {@code position} (raster for luma, blkIdx for chroma). */
    void set(int component, int position, int count) {
        totalCoeff[base + component * BlockSlots.COMPONENT + position] = (byte) count;
    }

    private static int combine(int left, int above) {
        if (left >= 0 && above >= 0) {
            return (left + above + 1) >> 1;
        }
        return left >= 0 ? left : Math.max(above, 0);
    }
}
