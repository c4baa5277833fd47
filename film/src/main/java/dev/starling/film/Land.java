package dev.starling.film;

import static dev.starling.film.Curves.bell;

import java.util.List;

/** Ridges of hills, one behind the other. The more distant a ridge, the hazier; mist lies at its foot. */
final class Land {
    private final List<Ridge> ridges;
    private final Rgb mist;
    private final Texture noise;

    /**
     * A ridge.
     *
     * @param colour of its upper edge; further down it fades into the mist
     * @param parallax units by which it moves when the camera moves by one unit
     * @param row row of the noise that shapes it
     */
    record Ridge(Rgb colour, Outline outline, float parallax, float row) {}

    /**
     * The upper edge of a ridge. Lengths are in units.
     *
     * @param rise mean height above the horizon
     * @param relief height of the hills
     * @param roughness height of the trees on it
     * @param scale texels of noise per unit; smaller values give broader hills
     */
    record Outline(float rise, float relief, float roughness, float scale) {}

    Land(List<Ridge> ridges, Rgb mist, Texture noise) {
        this.ridges = List.copyOf(ridges);
        this.mist = mist;
        this.noise = noise;
    }

    /** Paints the ridges, the first one at the back, down to {@code horizon}, in units from the top. */
    void paint(Canvas canvas, int horizon, float pan) {
        int until = canvas.row(horizon);
        float[] hills = new float[canvas.width];
        float[] trees = new float[canvas.width];
        float[] shade = new float[canvas.width];
        for (Ridge ridge : ridges) {
            Outline outline = ridge.outline;
            float from = pan * ridge.parallax;
            noise.read(hills, canvas.width, from * outline.scale, outline.scale * canvas.step, ridge.row);
            noise.read(trees, canvas.width, from * 9, 9 * canvas.step, ridge.row + 77);
            float highest = until;
            for (int x = 0; x < canvas.width; x++) {
                float edge =
                        horizon - outline.rise - outline.relief * hills[x] - outline.roughness * Math.abs(trees[x]);
                hills[x] = edge * canvas.unit;
                highest = Math.min(highest, hills[x]);
            }
            for (int y = Math.max(0, (int) highest - 1); y < until; y++) {
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
