package dev.starling.h264.transform;

/**
 * The quantiser's step sizes by scan index: normAdjust(qP % 6, position) · 2<sup>qP / 6</sup>, without the factors of
 * the scaling lists, which are the same at every qP.
 */
final class QuantiserSteps {
    /** qP′ is at most 51 + 36 at 14 bits; chroma DC of 4:2:2 has a qP that is 3 higher (8.5.11.2). */
    private static final int MAX_QP = 51 + 36 + 3;

    private static final int[][] STEPS = new int[8 * (MAX_QP + 1)][];

    static {
        for (BlockKind kind : BlockKind.values()) {
            for (boolean field : new boolean[] {false, true}) {
                for (int qp = 0; qp <= MAX_QP; qp++) {
                    STEPS[index(kind, field, qp)] = steps(kind, field, qp);
                }
            }
        }
    }

    private QuantiserSteps() {}

    /** Steps by scan index, at most 58 · 2<sup>15</sup>. The array is shared; do not write to it. */
    static int[] of(BlockKind kind, boolean field, int qp) {
        return STEPS[index(kind, field, qp)];
    }

    private static int index(BlockKind kind, boolean field, int qp) {
        int row = switch (kind) {
            case DC -> 0;
            case AC -> 2;
            case WHOLE_4X4 -> 4;
            case WHOLE_8X8 -> 6;
        };
        return (row + (field ? 1 : 0)) * (MAX_QP + 1) + qp;
    }

    private static int[] steps(BlockKind kind, boolean field, int qp) {
        int[] steps = new int
                [switch (kind) {
                    case DC, WHOLE_4X4 -> 16;
                    case AC -> 15;
                    case WHOLE_8X8 -> 64;
                }];
        for (int i = 0; i < steps.length; i++) {
            int normAdjust = switch (kind) {
                case DC -> NormAdjust.of4x4(qp % 6, 0, 0);
                case AC -> at4x4(qp % 6, Scan.raster4x4(i + 1, field));
                case WHOLE_4X4 -> at4x4(qp % 6, Scan.raster4x4(i, field));
                case WHOLE_8X8 -> at8x8(qp % 6, Scan.raster8x8(i, field));
            };
            steps[i] = normAdjust << (qp / 6);
        }
        return steps;
    }

    private static int at4x4(int m, int raster) {
        return NormAdjust.of4x4(m, raster & 3, raster >> 2);
    }

    private static int at8x8(int m, int raster) {
        return NormAdjust.of8x8(m, raster & 7, raster >> 3);
    }
}
