package dev.starling.h264.motion;

import java.util.Arrays;

/**
 * The motion of a decoded picture that direct prediction needs (8.4.1.2.1): the vector, reference index and reference
 * picture of each 4x4 block, from list 0, or from list 1 if list 0 is not used. With direct_8x8_inference_flag, only
 * the corner blocks of each macroblock are kept.
 */
final class ColocatedMotion {
    /** The motion of no picture. */
    static final ColocatedMotion NONE = new ColocatedMotion(0, true);

    private static final int[] CORNERS = {0, 3, 12, 15};

    private final boolean direct8x8Inference;
    private final int blocks;
    private final int[] mv;
    private final byte[] refIdx;
    private final int[] picture;

    ColocatedMotion(int picSizeInMbs, boolean direct8x8Inference) {
        this.direct8x8Inference = direct8x8Inference;
        blocks = direct8x8Inference ? 4 : 16;
        mv = new int[blocks * picSizeInMbs];
        refIdx = new byte[blocks * picSizeInMbs];
        picture = new int[blocks * picSizeInMbs];
        // Macroblocks that no slice covers count as intra.
        Arrays.fill(refIdx, (byte) SliceMotion.NO_REFERENCE);
    }

    /** Memory per macroblock in bytes. */
    static int bytesPerMacroblock(boolean direct8x8Inference) {
        return 9 * (direct8x8Inference ? 4 : 16);
    }

    /** Stores macroblock {@code mb} of a slice, whose address is {@code mbAddr}. */
    void set(int mbAddr, SliceMotion motion, int mb, ReferenceLists lists) {
        for (int i = 0; i < blocks; i++) {
            int block = direct8x8Inference ? CORNERS[i] : i;
            int quarter = (block >> 2 & 2) + (block >> 1 & 1);
            int list = motion.refIdx(mb, 0, quarter) >= 0 ? 0 : 1;
            int index = motion.refIdx(mb, list, quarter);
            int at = mbAddr * blocks + i;
            mv[at] = motion.mv(mb, list, block);
            refIdx[at] = (byte) index;
            picture[at] = index < 0 ? ReferenceLists.MISSING : lists.picture(list, index);
        }
    }

    /** The index of 4x4 block {@code block} (raster) of macroblock {@code mbAddr}. */
    int index(int mbAddr, int block) {
        return direct8x8Inference ? mbAddr * blocks + (block >> 2 & 2) + (block >> 1 & 1) : mbAddr * blocks + block;
    }

    /** mvCol. */
    int mv(int index) {
        return mv[index];
    }

    /** refIdxCol; negative in intra macroblocks. */
    int refIdx(int index) {
        return refIdx[index];
    }

    /** The number of the picture that refIdxCol referred to. */
    int picture(int index) {
        return picture[index];
    }
}
