package dev.starling.film;

import static dev.starling.film.Curves.smoothstep;

/**
 * The sky: a gradient from the horizon to the zenith, the sun's or the moon's light in it, and clouds on a plane
 * overhead that recede to the horizon. It is painted at half size, since nothing in it is sharp.
 */
final class Sky {
    /** Distance to the plane of clouds, in rows of elevation at which a texel is as large as a sample. */
    private static final float CLOUD_HEIGHT = 230;

    private static final float CLOUD_DEPTH = 330;

    private final Look look;
    private final Texture large;
    private final Texture small;
    private final float[] halo;

    /**
     * The colour of clear sky.
     *
     * @param zenith high above
     * @param middle between
     * @param low at the horizon
     */
    record Gradient(Rgb zenith, Rgb middle, Rgb low) {}

    /**
     * The sun or the moon. Lengths are in units.
     *
     * @param x where it stands, across
     * @param y and down
     * @param disc the radius of its disc
     * @param glare how far it brightens the sky around it, 0–1
     * @param colour its light
     */
    record Light(float x, float y, float disc, float glare, Rgb colour) {}

    /**
     * The clouds.
     *
     * @param lit colour of the side towards the light
     * @param dark and of the other
     * @param threshold at what value of the noise a cloud begins, −1 (overcast) to 2 (clear)
     * @param wind units a second at an elevation where a texel is as large as a unit
     */
    record Clouds(Rgb lit, Rgb dark, float threshold, float wind) {}

    /** How a sky looks. */
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
     * Paints it.
     *
     * @param half receives it; half the size of the picture
     * @param horizon where the sky ends, in units from the top; may lie below the picture
     * @param pan how far the camera has turned, in units
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
                // A thin cloud before the sun shines through.
                float through = near * look.light.glare * (1.25f - alpha) * 1.15f;
                int at = row * half.width + x;
                Rgb dark = look.clouds.dark;
                Rgb bright = look.clouds.lit;
                float boost = 0.55f + 1.5f * near;
                half.red[at] = blend(
                                sky.red() + look.light.colour.red() * glow,
                                dark.red(),
                                bright.red() * boost,
                                lit,
                                alpha)
                        + alpha * through * look.light.colour.red();
                half.green[at] = blend(
                                sky.green() + look.light.colour.green() * glow,
                                dark.green(),
                                bright.green() * boost,
                                lit,
                                alpha)
                        + alpha * through * look.light.colour.green();
                half.blue[at] = blend(
                                sky.blue() + look.light.colour.blue() * glow,
                                dark.blue(),
                                bright.blue() * boost,
                                lit,
                                alpha)
                        + alpha * through * look.light.colour.blue();
            }
        }
    }

    private static float blend(float sky, float dark, float bright, float lit, float alpha) {
        float cloud = dark + (bright - dark) * lit;
        return sky + (cloud - sky) * alpha;
    }

    private Rgb gradient(float height) {
        return height < 0.36f
                ? look.clear.low.mixedWith(look.clear.middle, smoothstep(-0.05f, 0.36f, height))
                : look.clear.middle.mixedWith(look.clear.zenith, smoothstep(0.36f, 1.15f, height));
    }
}
