package dev.starling.h264.motion;

import dev.starling.h264.motion.ReferenceLists.ReferencePicture;
import java.util.List;

/**
 * Derives the motion of B_Skip and B_Direct_16x16 macroblocks and of the direct quarters of B_8x8 (8.4.1.2), for
 * frames. The results are kept until the next macroblock.
 */
final class DirectPrediction {
    private final SliceMotion motion;
    private final MotionVectorPrediction prediction;

    /** By list and 8x8 block. */
    private final int[][] refIdx = new int[2][4];

    /** By list and 4x4 block. */
    private final int[][] mv = new int[2][16];

    private boolean spatial;
    private ReferenceLists lists = new ReferenceLists(List.of(), List.of(), 0);
    private ColocatedMotion colocated = ColocatedMotion.NONE;
    private boolean colocatedIsShortTerm;

    DirectPrediction(SliceMotion motion, MotionVectorPrediction prediction) {
        this.motion = motion;
        this.prediction = prediction;
    }

    /** Starts on a B slice; {@code colocated} is the motion of RefPicList1[0]. */
    void begin(boolean spatial, ReferenceLists lists, ColocatedMotion colocated) {
        this.spatial = spatial;
        this.lists = lists;
        this.colocated = colocated;
        colocatedIsShortTerm = !lists.list1().getFirst().longTerm();
    }

    /** Predicts the current macroblock, whose address is {@code mbAddr}. */
    void predict(int mbAddr) {
        if (spatial) {
            predictSpatially(mbAddr);
        } else {
            for (int block = 0; block < 16; block++) {
                predictTemporally(mbAddr, block);
            }
        }
    }

    int refIdx(int list, int quarter) {
        return refIdx[list][quarter];
    }

    int mv(int list, int block) {
        return mv[list][block];
    }

    /** 8.4.1.2.2. */
    private void predictSpatially(int mbAddr) {
        int refIdxL0 = prediction.refIdxOfDirect(0);
        int refIdxL1 = prediction.refIdxOfDirect(1);
        boolean directZero = refIdxL0 < 0 && refIdxL1 < 0;
        for (int list = 0; list < 2; list++) {
            int reference = directZero ? 0 : list == 0 ? refIdxL0 : refIdxL1;
            int predicted = directZero || reference < 0
                    ? MotionVector.ZERO
                    : prediction.predict(list, reference, 0, 0, 4, MotionVectorPrediction.Direction.NONE);
            for (int quarter = 0; quarter < 4; quarter++) {
                refIdx[list][quarter] = Math.max(reference, SliceMotion.NO_REFERENCE);
            }
            for (int block = 0; block < 16; block++) {
                boolean zero = reference == 0 && predicted != MotionVector.ZERO && colZeroFlag(mbAddr, block);
                mv[list][block] = zero ? MotionVector.ZERO : predicted;
            }
        }
    }

    private boolean colZeroFlag(int mbAddr, int block) {
        int index = colocated.index(mbAddr, block);
        int mvCol = colocated.mv(index);
        return colocatedIsShortTerm
                && colocated.refIdx(index) == 0
                && Math.abs(MotionVector.x(mvCol)) <= 1
                && Math.abs(MotionVector.y(mvCol)) <= 1;
    }

    /** 8.4.1.2.3. */
    private void predictTemporally(int mbAddr, int block) {
        int index = colocated.index(mbAddr, block);
        int mvCol = colocated.mv(index);
        int refIdxL0 = colocated.refIdx(index) < 0 ? 0 : mapColToList0(colocated.picture(index));
        int quarter = (block >> 2 & 2) + (block >> 1 & 1);
        refIdx[0][quarter] = refIdxL0;
        refIdx[1][quarter] = 0;
        ReferencePicture picture0 = lists.list0().get(refIdxL0);
        int td = Math.clamp((long) lists.list1().getFirst().picOrderCnt() - picture0.picOrderCnt(), -128, 127);
        if (picture0.longTerm() || td == 0) {
            mv[0][block] = mvCol;
            mv[1][block] = MotionVector.ZERO;
            return;
        }
        // (8-195) to (8-202)
        int tb = Math.clamp((long) lists.picOrderCnt() - picture0.picOrderCnt(), -128, 127);
        int tx = (16384 + Math.abs(td / 2)) / td;
        int distScaleFactor = Math.clamp((tb * tx + 32) >> 6, -1024, 1023);
        int mvL0 = MotionVector.of(
                (distScaleFactor * MotionVector.x(mvCol) + 128) >> 8,
                (distScaleFactor * MotionVector.y(mvCol) + 128) >> 8);
        mv[0][block] = mvL0;
        mv[1][block] = MotionVector.minus(mvL0, mvCol);
    }

    /** The lowest reference index of list 0 that refers to the picture; 0 if there is none, in damaged streams. */
    private int mapColToList0(int picture) {
        for (int i = 0; i < lists.list0().size(); i++) {
            if (lists.list0().get(i).picture() == picture) {
                return i;
            }
        }
        return 0;
    }

    /** Gives 8x8 block {@code quarter} of the current macroblock the predicted motion. */
    void apply(int quarter) {
        int x = 2 * (quarter & 1);
        int y = quarter & 2;
        for (int list = 0; list < 2; list++) {
            motion.setRefIdx(list, x, y, 2, 2, refIdx[list][quarter]);
            for (int block : QUARTER_BLOCKS) {
                int at = 4 * y + x + block;
                motion.setMv(list, at & 3, at >> 2, 1, 1, mv[list][at]);
            }
        }
    }

    /** The 4x4 blocks of the first 8x8 block. */
    private static final int[] QUARTER_BLOCKS = {0, 1, 4, 5};

    /** Whether 8x8 block {@code quarter} of macroblock {@code mb} in {@code other} has the predicted motion. */
    boolean matches(SliceMotion other, int mb, int quarter) {
        for (int list = 0; list < 2; list++) {
            if (other.refIdx(mb, list, quarter) != refIdx[list][quarter]) {
                return false;
            }
            for (int block : QUARTER_BLOCKS) {
                int at = 4 * (quarter & 2) + 2 * (quarter & 1) + block;
                if (other.mv(mb, list, at) != mv[list][at]) {
                    return false;
                }
            }
        }
        return true;
    }
}
