package dev.starling.media.analysis;

/**
 * The orthonormal two-dimensional DCT-II of 8 by 8 samples. Coefficients are in the samples' unit, and white noise has
 * the same variance in all of them.
 */
final class BlockTransform {
    /** Samples on a side of a block. */
    static final int SIZE = 8;

    /** cos(k·π/16) / 2 for k from 0 to 7. */
    private static final float[] COSINE = new float[SIZE];

    static {
        for (int k = 0; k < SIZE; k++) {
            COSINE[k] = (float) (Math.cos(k * Math.PI / (2 * SIZE)) / 2);
        }
    }

    private static final float C1 = COSINE[1];
    private static final float C2 = COSINE[2];
    private static final float C3 = COSINE[3];
    private static final float C4 = COSINE[4];
    private static final float C5 = COSINE[5];
    private static final float C6 = COSINE[6];
    private static final float C7 = COSINE[7];

    private BlockTransform() {}

    /** Transforms in place: rows, then columns. */
    static void forward(float[] block) {
        for (int row = 0; row < SIZE; row++) {
            line(block, row * SIZE, 1);
        }
        for (int column = 0; column < SIZE; column++) {
            line(block, column, SIZE);
        }
    }

    /** One row or column: sums of mirrored pairs give the even coefficients, their differences the odd ones. */
    private static void line(float[] x, int at, int step) {
        float s0 = x[at] + x[at + 7 * step];
        float d0 = x[at] - x[at + 7 * step];
        float s1 = x[at + step] + x[at + 6 * step];
        float d1 = x[at + step] - x[at + 6 * step];
        float s2 = x[at + 2 * step] + x[at + 5 * step];
        float d2 = x[at + 2 * step] - x[at + 5 * step];
        float s3 = x[at + 3 * step] + x[at + 4 * step];
        float d3 = x[at + 3 * step] - x[at + 4 * step];
        x[at] = C4 * (s0 + s1 + s2 + s3);
        x[at + 4 * step] = C4 * (s0 - s1 - s2 + s3);
        x[at + 2 * step] = C2 * (s0 - s3) + C6 * (s1 - s2);
        x[at + 6 * step] = C6 * (s0 - s3) - C2 * (s1 - s2);
        x[at + step] = C1 * d0 + C3 * d1 + C5 * d2 + C7 * d3;
        x[at + 3 * step] = C3 * d0 - C7 * d1 - C1 * d2 - C5 * d3;
        x[at + 5 * step] = C5 * d0 - C1 * d1 + C7 * d2 + C3 * d3;
        x[at + 7 * step] = C7 * d0 - C5 * d1 + C3 * d2 - C1 * d3;
    }
}
