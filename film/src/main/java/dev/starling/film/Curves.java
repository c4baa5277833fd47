package dev.starling.film;

/** The curves that shape pictures and soundtrack. */
final class Curves {
    private Curves() {}

    /** 0 up to {@code from}, 1 from {@code until} on, a smooth cubic in between. */
    static float smoothstep(float from, float until, float value) {
        float x = Math.clamp((value - from) / (until - from), 0f, 1f);
        return x * x * (3 - 2 * x);
    }

    /** A Gaussian bell of height 1 around 0; {@code width} is its standard deviation times √2. */
    static float bell(float distance, float width) {
        float x = distance / width;
        return (float) StrictMath.exp(-x * x);
    }

    /** The sine of an angle in full turns. */
    static float wave(double turns) {
        return (float) StrictMath.sin(2 * Math.PI * turns);
    }
}
