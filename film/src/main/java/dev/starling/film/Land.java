package dev.starling.film;

import static dev.starling.film.Curves.bell;

import java.util.List;

/** Ridges of hills, one behind the other, the further the hazier, with mist lying before their feet. */
final class Land {
    private final List<Ridge> ridges;
    private final Rgb mist;
    private final Texture noise;

    /**
     * A ridge.
     *
     * @param colour of its upper edge; the mist takes over further down
     * @param parallax how far it moves when the camera moves by one unit
     * @param row which row of the noise shapes it
     */
    record Ridge(Rgb colour, Outline outline, float parallax, float row) {}

    /**
     * The upper edge of a ridge. Lengths are in units.
     *
     * @param rise how high it stands over the horizon
     * @param relief how far it goes up and down
     * @param roughness of trees on it
     * @param scale texels of noise a unit: the smaller, the broader the hills
     */
    record Outline(float rise, float relief, float roughness, float scale) {}

    Land(List<Ridge> ridges, Rgb mist, Texture noise) {
        this.ridges = List.copyOf(ridges);
        this.mist = mist;
        this.noise = noise;
    }

    /** Paints it down to {@code horizon}, in units from the top. */
    void paint(Canvas canvas, int horizon, float pan) {
        int end = canvas.row(horizon);
        float[] hills = new float[canvas.width];
        float[] trees = new float[canvas.width];
        float[] shade = new float[canvas.width];
        for (Ridge ridge : ridges) {
            Outline outline = ridge.outline;
            float from = pan * ridge.parallax;
            noise.read(hills, canvas.width, from * outline.scale, outline.scale * canvas.step, ridge.row);
            noise.read(trees, canvas.width, from * 9, 9 * canvas.step, ridge.row + 77);
            float highest = end;
            for (int x = 0; x < canvas.width; x++) {
                float edge =
                        horizon - outline.rise - outline.relief * hills[x] - outline.roughness * Math.abs(trees[x]);
                hills[x] = edge * canvas.unit;
                highest = Math.min(highest, hills[x]);
            }
            for (int y = Math.max(0, (int) highest - 1); y < end; y++) {
                float hazy = 0.9f * bell(horizon - y * canvas.step, 16 + 0.75f * outline.rise);
                Rgb colour = ridge.colour.mixedWith(mist, hazy);
                noise.read(shade, canvas.width, from * 2.6f, 2.6f * canvas.step, 5 * y * canvas.step + ridge.row);
                float texture = (1 - hazy) * Math.min(0.22f, 0.04f * outline.roughness);
                int base = y * canvas.width;
                for (int x = 0; x < canvas.width; x++) {
                    float coverage = Math.clamp(y + 0.5f - hills[x], 0f, 1f);
                    if (coverage > 0) {
                        float light = Math.max(0.3f, 1 + texture * shade[x]);
                        int at = base + x;
                        canvas.red[at] += (colour.red() * light - canvas.red[at]) * coverage;
                        canvas.green[at] += (colour.green() * light - canvas.green[at]) * coverage;
                        canvas.blue[at] += (colour.blue() * light - canvas.blue[at]) * coverage;
                    }
                }
            }
        }
    }
}
