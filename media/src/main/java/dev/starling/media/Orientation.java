package dev.starling.media;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * How coded pictures must be turned to stand upright: the eight symmetries of a rectangle, from the display matrix of
 * ISO/IEC 14496-12, 8.3.2 ({@code tkhd}). Each names the libavfilter chain that carries it out.
 */
public enum Orientation {
    UPRIGHT("", false),
    CLOCKWISE_90("transpose=clock", true),
    HALF_TURN("hflip,vflip", false),
    COUNTERCLOCKWISE_90("transpose=cclock", true),
    MIRRORED("hflip", false),
    FLIPPED("vflip", false),
    TRANSPOSED("transpose=cclock_flip", true),
    ANTITRANSPOSED("transpose=clock_flip", true);

    /** Nine 32-bit numbers. */
    static final int MATRIX_BYTES = 36;

    private final String filters;
    private final boolean swapsSides;

    Orientation(String filters, boolean swapsSides) {
        this.filters = filters;
        this.swapsSides = swapsSides;
    }

    /**
     * The symmetry nearest to the matrix {@code a b u / c d v / x y w}, in which a picture's point (p, q) is shown at
     * (a p + c q, b p + d q), y pointing down.
     */
    static Orientation of(MemorySegment matrix) {
        int a = element(matrix, 0);
        int b = element(matrix, 1);
        int c = element(matrix, 3);
        int d = element(matrix, 4);
        boolean swaps = Math.abs((long) b) + Math.abs((long) c) > Math.abs((long) a) + Math.abs((long) d);
        if (swaps) {
            if (b >= 0) {
                return c >= 0 ? TRANSPOSED : CLOCKWISE_90;
            }
            return c >= 0 ? COUNTERCLOCKWISE_90 : ANTITRANSPOSED;
        }
        if (a >= 0) {
            return d >= 0 ? UPRIGHT : FLIPPED;
        }
        return d >= 0 ? MIRRORED : HALF_TURN;
    }

    private static int element(MemorySegment matrix, int index) {
        return matrix.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, index);
    }

    String filters() {
        return filters;
    }

    /** Whether the coded width becomes the displayed height. */
    public boolean swapsSides() {
        return swapsSides;
    }
}
