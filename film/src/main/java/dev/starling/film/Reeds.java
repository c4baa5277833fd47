package dev.starling.film;

import static dev.starling.film.Curves.smoothstep;
import static dev.starling.film.Curves.wave;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Reeds before the camera, swaying in the wind: stalks with seed heads, and blades that bend over. */
final class Reeds {
    private final List<Stalk> stalks;
    private final Rgb colour;
    private final float parallax;
    private final float softness;

    /**
     * One of them. Lengths are in units.
     *
     * @param x where it grows
     * @param lean how far its tip stands to the side
     * @param thickness at its foot
     * @param sway how far the wind moves its tip
     * @param phase of the wind, in turns
     * @param head whether it bears seeds
     */
    private record Stalk(float x, float height, float lean, float thickness, float sway, double phase, boolean head) {}

    /**
     * Grows reeds.
     *
     * @param tallest the height of the tallest, in units
     * @param parallax how far they move when the camera moves by one unit
     * @param softness over how many units their edges fade
     */
    Reeds(RandomGenerator random, int count, float tallest, Rgb colour, float parallax, float softness) {
        this.colour = colour;
        this.parallax = parallax;
        this.softness = softness;
        List<Stalk> grown = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // Clumps: most of them near one of a few places, thinning out from there.
            double clump = Math.floor(random.nextDouble() * 7) / 7;
            double x = -300 + 2000 * (clump + 0.05 * random.nextGaussian());
            boolean head = random.nextDouble() < 0.4;
            double height = tallest * (0.4 + 0.6 * random.nextDouble()) * (head ? 1 : 0.85);
            double lean = random.nextGaussian() * height * (head ? 0.07 : 0.26);
            grown.add(new Stalk(
                    (float) x,
                    (float) height,
                    (float) lean,
                    (float) ((head ? 1.5 : 3.2) + 1.2 * random.nextDouble()) * tallest / 260,
                    (float) (height * (0.035 + 0.03 * random.nextDouble())),
                    0.16 * random.nextDouble(),
                    head));
        }
        this.stalks = List.copyOf(grown);
    }

    void paint(Canvas canvas, float pan, double seconds) {
        for (Stalk stalk : stalks) {
            // The wind runs over them from left to right, a slow gust and a fast tremble.
            double gust = 0.31 * seconds - stalk.x / 1500 + stalk.phase;
            float push = stalk.sway * (wave(gust) + 0.35f * wave(2.7 * gust + stalk.phase));
            int top = Math.max(0, (int) (canvas.height - stalk.height * canvas.unit));
            for (int y = top; y < canvas.height; y++) {
                float up = (canvas.height - y) * canvas.step / stalk.height;
                float bend = (stalk.lean + push) * up * up;
                paintAcross(canvas, y, stalk.x - pan * parallax + bend, halfThickness(stalk, up));
            }
        }
    }

    private static float halfThickness(Stalk stalk, float up) {
        if (!stalk.head) {
            return stalk.thickness * (1 - up) * (0.6f + 0.4f * smoothstep(0, 0.3f, up)) + 0.2f;
        }
        float along = Math.clamp((up - 0.845f) / 0.085f, -1f, 1f);
        float seeds = (float) Math.sqrt(Math.sqrt(1 - along * along * along * along));
        return stalk.thickness * (0.5f - 0.2f * up) + 1.9f * stalk.thickness * seeds;
    }

    private void paintAcross(Canvas canvas, int y, float middleUnits, float halfThickness) {
        float middle = middleUnits * canvas.unit;
        float edge = softness * canvas.unit;
        float reach = halfThickness * canvas.unit + edge / 2;
        int left = Math.max(0, (int) Math.ceil(middle - reach));
        int right = Math.min(canvas.width - 1, (int) Math.floor(middle + reach));
        // Thinner than its soft edge, it does not cover fully.
        float most = Math.min(1, 2 * (halfThickness + 0.3f) / softness + 0.25f);
        for (int x = left; x <= right; x++) {
            float coverage = Math.clamp((reach - Math.abs(x - middle)) / edge, 0f, 1f);
            canvas.cover(y * canvas.width + x, colour, Math.min(coverage, most));
        }
    }
}
