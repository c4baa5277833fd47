package dev.starling.film;

/** The few curves that the pictures and the soundtrack are shaped with. */
final class Curves {
    private Curves() {}

    /** 0 up to {@code from}, 1 from {@code to}, and a cubic without a corner in between. */
    static float smoothstep(float from, float to, float value) {
        float x = Math.clamp((value - from) / (to - from), 0f, 1f);
        return x * x * (3 - 2 * x);
    }

    /** A bell of height 1 around 0, {@code width} being its standard deviation times √2. */
    static float bell(float distance, float width) {
        float x = distance / width;
        return (float) StrictMath.exp(-x * x);
    }

    /** A sine of {@code turns} full turns. */
    static float wave(double turns) {
        return (float) StrictMath.sin(2 * Math.PI * turns);
    }
}
