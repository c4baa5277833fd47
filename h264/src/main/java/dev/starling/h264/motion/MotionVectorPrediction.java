package dev.starling.h264.motion;

/**
 * Luma motion vector prediction (8.4.1.3) for partitions of the current macroblock of a {@link SliceMotion}. Positions
 * and sizes are in 4x4 blocks.
 */
final class MotionVectorPrediction {
    /** The neighbour that a 16x8 or 8x16 partition prefers. */
    enum Direction {
        NONE,
        A,
        B,
        C
    }

    private final SliceMotion motion;

    private int indexA;
    private int indexB;
    private int indexC;
    private int refIdxA;
    private int refIdxB;
    private int refIdxC;

    MotionVectorPrediction(SliceMotion motion) {
        this.motion = motion;
    }

    /** mvpLX of the partition at ({@code x}, {@code y}) with the given width and reference index. */
    int predict(int list, int refIdx, int x, int y, int width, Direction direction) {
        locate(list, x, y, width);
        return switch (direction) {
            case A -> refIdxA == refIdx ? motion.mvAt(list, indexA) : median(list, refIdx);
            case B -> refIdxB == refIdx ? motion.mvAt(list, indexB) : median(list, refIdx);
            case C -> refIdxC == refIdx ? motion.mvAt(list, indexC) : median(list, refIdx);
            case NONE -> median(list, refIdx);
        };
    }

    /** The vector of a P_Skip macroblock, whose reference index is 0 (8.4.1.1). */
    int ofSkipped() {
        locate(0, 0, 0, 4);
        if (indexA < 0
                || indexB < 0
                || (refIdxA == 0 && motion.mvAt(0, indexA) == MotionVector.ZERO)
                || (refIdxB == 0 && motion.mvAt(0, indexB) == MotionVector.ZERO)) {
            return MotionVector.ZERO;
        }
        return median(0, 0);
    }

    /**
     * The reference index that spatial direct prediction uses for the whole macroblock ((8-184) and following);
     * negative if it does not use {@code list}.
     */
    int refIdxOfDirect(int list) {
        locate(list, 0, 0, 4);
        return minPositive(refIdxA, minPositive(refIdxB, refIdxC));
    }

    private static int minPositive(int a, int b) {
        return a >= 0 && b >= 0 ? Math.min(a, b) : Math.max(a, b);
    }

    /** Finds the neighbours A, B and C, or D if C is not available (8.4.1.3.2). */
    private void locate(int list, int x, int y, int width) {
        indexA = motion.locate(x - 1, y, x, y);
        indexB = motion.locate(x, y - 1, x, y);
        indexC = motion.locate(x + width, y - 1, x, y);
        if (indexC < 0) {
            indexC = motion.locate(x - 1, y - 1, x, y);
        }
        refIdxA = motion.refIdxAt(list, indexA);
        refIdxB = motion.refIdxAt(list, indexB);
        refIdxC = motion.refIdxAt(list, indexC);
    }

    /** 8.4.1.3.1. */
    private int median(int list, int refIdx) {
        int mvA = motion.mvAt(list, indexA);
        if (indexB < 0 && indexC < 0 && indexA >= 0) {
            return mvA;
        }
        boolean a = refIdxA == refIdx;
        boolean b = refIdxB == refIdx;
        boolean c = refIdxC == refIdx;
        if (a && !b && !c) {
            return mvA;
        }
        int mvB = motion.mvAt(list, indexB);
        if (b && !a && !c) {
            return mvB;
        }
        int mvC = motion.mvAt(list, indexC);
        return c && !a && !b ? mvC : MotionVector.median(mvA, mvB, mvC);
    }
}
