package dev.starling.h264.motion;

import java.util.Arrays;

/**
 * What direct prediction wants of a decoded picture's motion (8.4.1.2.1): the vector, reference index and reference
 * picture of list 0, or of list 1 where list 0 is not used, of each 4x4 block; with direct_8x8_inference_flag of the
 * block in each 8x8 block that lies in the macroblock's corner.
 */
final class ColocatedMotion {
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
        // What no slice covers counts as intra.
        Arrays.fill(refIdx, (byte) SliceMotion.NO_REFERENCE);
    }

    /** The bytes that one takes for a macroblock. */
    static int bytesAMacroblock(boolean direct8x8Inference) {
        return 9 * (direct8x8Inference ? 4 : 16);
    }

    /** Keeps macroblock {@code mb} of a slice, which has address {@code mbAddr}. */
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

    /** Where the motion of 4x4 block {@code block} (raster) of macroblock {@code mbAddr} is kept. */
    int index(int mbAddr, int block) {
        return direct8x8Inference ? mbAddr * blocks + (block >> 2 & 2) + (block >> 1 & 1) : mbAddr * blocks + block;
    }

    /** mvCol. */
    int mv(int index) {
        return mv[index];
    }

    /** refIdxCol, negative in intra macroblocks. */
    int refIdx(int index) {
        return refIdx[index];
    }

    /** The number of the picture that refIdxCol stood for. */
    int picture(int index) {
        return picture[index];
    }
}
