package dev.starling.libav;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The turn that makes coded pictures upright: one of the eight symmetries of a rectangle, as the display matrix of
 * ISO/IEC 14496-12, 8.3.2 ({@code tkhd}) declares it.
 */
public enum Orientation {
    UPRIGHT("", 1, 0, 0, 1),
    CLOCKWISE_90("transpose=clock", 0, 1, -1, 0),
    HALF_TURN("hflip,vflip", -1, 0, 0, -1),
    COUNTERCLOCKWISE_90("transpose=cclock", 0, -1, 1, 0),
    MIRRORED("hflip", -1, 0, 0, 1),
    /** vflip only negates the stride; the copy gives rows in memory order again. */
    FLIPPED("vflip,copy", 1, 0, 0, -1),
    TRANSPOSED("transpose=cclock_flip", 0, 1, 1, 0),
    ANTITRANSPOSED("transpose=clock_flip", 0, -1, -1, 0);

    /** Bytes of a display matrix: nine 32-bit numbers. */
    public static final int MATRIX_BYTES = 36;

    private static final int ONE_16_16 = 1 << 16;
    private static final int ONE_2_30 = 1 << 30;

    private final String filters;
    private final int a;
    private final int b;
    private final int c;
    private final int d;

    /** From the matrix {@code a b u / c d v / x y w}: point (p, q) is shown at (a p + c q, b p + d q), y down. */
    Orientation(String filters, int a, int b, int c, int d) {
        this.filters = filters;
        this.a = a;
        this.b = b;
        this.c = c;
        this.d = d;
    }

    /** The symmetry nearest to a display matrix of {@value #MATRIX_BYTES} bytes. */
    public static Orientation of(MemorySegment matrix) {
        Orientation nearest = UPRIGHT;
        long best = Long.MIN_VALUE;
        for (Orientation candidate : values()) {
            long agreement = (long) candidate.a * element(matrix, 0)
                    + (long) candidate.b * element(matrix, 1)
                    + (long) candidate.c * element(matrix, 3)
                    + (long) candidate.d * element(matrix, 4);
            if (agreement > best) {
                best = agreement;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /** Writes this symmetry as a display matrix: 16.16 fixed point, the last column 2.30. */
    public void writeMatrix(MemorySegment matrix) {
        int[] elements = {a * ONE_16_16, b * ONE_16_16, 0, c * ONE_16_16, d * ONE_16_16, 0, 0, 0, ONE_2_30};
        for (int i = 0; i < elements.length; i++) {
            matrix.setAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i, elements[i]);
        }
    }

    private static int element(MemorySegment matrix, int index) {
        return matrix.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, index);
    }

    /** The libavfilter chain that turns the pictures; empty for {@link #UPRIGHT}. */
    public String filters() {
        return filters;
    }

    /** Whether the coded width becomes the displayed height. */
    public boolean swapsSides() {
        return a == 0;
    }
}
