package dev.starling.libav;

/**
 * A positive fraction, such as a frame rate or a sample aspect ratio. Equality compares the terms; 2/4 is not 1/2.
 *
 * @param numerator at least 1
 * @param denominator at least 1
 */
public record Ratio(int numerator, int denominator) {
    /** 1/1: the aspect ratio of square pixels. */
    public static final Ratio ONE = new Ratio(1, 1);

    public Ratio {
        if (numerator <= 0 || denominator <= 0) {
            throw new IllegalArgumentException("not a positive fraction: " + numerator + "/" + denominator);
        }
    }

    /** The numerator divided by the denominator. */
    public double value() {
        return (double) numerator / denominator;
    }

    @Override
    public String toString() {
        return numerator + "/" + denominator;
    }
}
