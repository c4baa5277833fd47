package dev.starling.h264.motion;

/**
 * A motion vector in one int, in quarter samples: the vertical component in the upper half, the horizontal one in the
 * lower. Components are modulo 2<sup>16</sup>; the standard allows no larger ones (A.3.1).
 */
final class MotionVector {
    static final int ZERO = 0;

    private MotionVector() {}

    static int of(int x, int y) {
        return y << 16 | (x & 0xFFFF);
    }

    static int x(int mv) {
        return (short) mv;
    }

    static int y(int mv) {
        return mv >> 16;
    }

    static int plus(int a, int b) {
        return of(x(a) + x(b), y(a) + y(b));
    }

    /** The difference as it is coded: each component modulo 2<sup>16</sup>. */
    static int minus(int a, int b) {
        return of(x(a) - x(b), y(a) - y(b));
    }

    /** The median of each component. */
    static int median(int a, int b, int c) {
        return of(median3(x(a), x(b), x(c)), median3(y(a), y(b), y(c)));
    }

    private static int median3(int a, int b, int c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
