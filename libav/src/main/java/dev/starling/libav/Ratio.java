package dev.starling.libav;

/** A positive fraction in lowest terms. */
public record Ratio(int numerator, int denominator) {
    /** Square pixels, for one. */
    public static final Ratio ONE = new Ratio(1, 1);

    public Ratio {
        if (numerator <= 0 || denominator <= 0) {
            throw new IllegalArgumentException("not a positive fraction: " + numerator + "/" + denominator);
        }
    }

    /** The numerator by the denominator. */
    public double value() {
        return (double) numerator / denominator;
    }

    @Override
    public String toString() {
        return numerator + "/" + denominator;
    }
}
