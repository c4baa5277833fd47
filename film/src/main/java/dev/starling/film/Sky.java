package dev.starling.film;

import static dev.starling.film.Curves.smoothstep;

/**
 * The sky: a gradient from the horizon to the zenith, the light of the sun or the moon, and clouds on a plane overhead
 * that recedes to the horizon. It is painted at half size, because nothing in it is sharp.
 */
final class Sky {
    /** Distance of the clouds' plane, as the elevation in units at which a texel is as large as a unit. */
    private static final float CLOUD_HEIGHT = 230;

    private static final float CLOUD_DEPTH = 330;

    private final Look look;
    private final Texture large;
    private final Texture small;
    private final float[] halo;

    /**
     * The colour of clear sky.
     *
     * @param zenith at the top
     * @param middle in between
     * @param low at the horizon
     */
    record Gradient(Rgb zenith, Rgb middle, Rgb low) {}

    /**
     * The sun or the moon. Lengths are in units.
     *
     * @param x position, across
     * @param y position, down
     * @param disc radius of its disc
     * @param glare brightness of the sky around it, 0–1
     * @param colour of its light
     */
    record Light(float x, float y, float disc, float glare, Rgb colour) {}

    /**
     * The clouds.
     *
     * @param lit colour of the side that faces the light
     * @param dark colour of the other side
     * @param threshold value of the noise at which clouds begin, −1 (overcast) to 2 (clear)
     * @param wind units per second at the elevation where a texel is as large as a unit
     */
    record Clouds(Rgb lit, Rgb dark, float threshold, float wind) {}

    /** The appearance of a sky. */
    record Look(Gradient clear, Light light, Clouds clouds) {}

    Sky(Look look, Texture large, Texture small) {
        this.look = look;
        this.large = large;
        this.small = small;
        this.halo = new float[2048];
        for (int distance = 0; distance < halo.length; distance++) {
            halo[distance] = (float) (0.9 * StrictMath.exp(-distance / 46.0)
                    + 0.42 * StrictMath.exp(-distance / 170.0)
                    + 0.16 * StrictMath.exp(-distance / 480.0));
        }
    }

    /**
     * Paints the sky.
     *
     * @param half receives it at half size
     * @param horizon end of the sky, in units from the top; may be below the picture
     * @param pan direction of the camera, in units to the right
     */
    void paint(Canvas half, float horizon, float pan, float seconds) {
        int rows = Math.min(half.height, (int) (horizon * half.unit) + 2);
        float[] a = new float[half.width];
        float[] b = new float[half.width];
        float[] towardsLight = new float[half.width];
        for (int row = 0; row < rows; row++) {
            float elevation = Math.max(0, horizon - row * half.step);
            Rgb sky = gradient(elevation / 430);
            float z = CLOUD_HEIGHT / (elevation + 26);
            float drift = look.clouds.wind * seconds;
            float u = (pan - 640) * z + drift;
            float v = CLOUD_DEPTH * z;
            large.read(a, half.width, u, half.step * z, v);
            large.read(towardsLight, half.width, u, half.step * z, v + 22);
            small.read(b, half.width, 1.7f * u + 0.8f * drift, 1.7f * half.step * z, 1.7f * v + 3 * seconds);
            float fade = smoothstep(0, 70, elevation);
            for (int x = 0; x < half.width; x++) {
                float dx = x * half.step + pan - look.light.x;
                float dy = row * half.step - look.light.y;
                float distance = (float) Math.sqrt(dx * dx + dy * dy);
                float near = halo[Math.min(halo.length - 1, (int) distance)];
                float disc = Math.clamp((look.light.disc - distance) / 4 + 0.5f, 0f, 1f);
                float glow = look.light.glare * near + disc * 6;
                float density = 0.85f * a[x] + 0.4f * b[x] - look.clouds.threshold;
                float alpha = fade * Math.clamp(density * 0.62f, 0f, 1f);
                alpha = alpha * (2 - alpha) * 0.92f;
                float lit =
                        Math.clamp(0.42f + 0.75f * (a[x] - towardsLight[x]) + 0.1f * b[x] - 0.16f * density, 0f, 1f);
                // The sun shines through thin clouds.
                float through = near * look.light.glare * (1.25f - alpha) * 1.15f;
                int at = row * half.width + x;
                Rgb dark = look.clouds.dark;
                Rgb bright = look.clouds.lit;
                float boost = 0.55f + 1.5f * near;
                half.red[at] = mix(
                                sky.red() + look.light.colour.red() * glow,
                                mix(dark.red(), bright.red() * boost, lit),
                                alpha)
                        + alpha * through * look.light.colour.red();
                half.green[at] = mix(
                                sky.green() + look.light.colour.green() * glow,
                                mix(dark.green(), bright.green() * boost, lit),
                                alpha)
                        + alpha * through * look.light.colour.green();
                half.blue[at] = mix(
                                sky.blue() + look.light.colour.blue() * glow,
                                mix(dark.blue(), bright.blue() * boost, lit),
                                alpha)
                        + alpha * through * look.light.colour.blue();
            }
        }
    }

    private static float mix(float from, float to, float share) {
        return from + (to - from) * share;
    }

    private Rgb gradient(float height) {
        return height < 0.36f
                ? look.clear.low.mixedWith(look.clear.middle, smoothstep(-0.05f, 0.36f, height))
                : look.clear.middle.mixedWith(look.clear.zenith, smoothstep(0.36f, 1.15f, height));
    }
}
