package dev.starling.film;

import static dev.starling.film.Curves.smoothstep;
import static dev.starling.film.Curves.wave;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Reeds in front of the camera, swaying in the wind: stalks with seed heads, and blades that bend over. */
final class Reeds {
    private final List<Reed> reeds;
    private final Rgb colour;
    private final float parallax;
    private final float softness;

    /** Stalks have a seed head; blades have none and taper. */
    private enum Kind {
        STALK,
        BLADE
    }

    /**
     * One reed.
     *
     * @param x position of its foot, in units
     * @param phase its phase of the wind, in turns
     */
    private record Reed(Kind kind, float x, Shape shape, double phase) {}

    /**
     * The shape of a reed. Lengths are in units.
     *
     * @param lean distance of the tip to the side
     * @param thickness at the foot
     * @param sway distance by which the wind moves the tip
     */
    private record Shape(float height, float lean, float thickness, float sway) {}

    /**
     * Grows reeds.
     *
     * @param maxHeight height of the tallest, in units
     * @param parallax units by which they move when the camera moves by one unit
     * @param softness width of their edges, in units
     */
    Reeds(RandomGenerator random, int count, float maxHeight, Rgb colour, float parallax, float softness) {
        this.colour = colour;
        this.parallax = parallax;
        this.softness = softness;
        List<Reed> grown = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // Clumps: most reeds stand near one of a few places.
            double clump = Math.floor(random.nextDouble() * 7) / 7;
            double x = -300 + 2000 * (clump + 0.05 * random.nextGaussian());
            boolean head = random.nextDouble() < 0.4;
            double height = maxHeight * (0.4 + 0.6 * random.nextDouble()) * (head ? 1 : 0.85);
            double lean = random.nextGaussian() * height * (head ? 0.07 : 0.26);
            float thickness = (float) ((head ? 1.5 : 3.2) + 1.2 * random.nextDouble()) * maxHeight / 260;
            float sway = (float) (height * (0.035 + 0.03 * random.nextDouble()));
            double phase = 0.16 * random.nextDouble();
            Shape shape = new Shape((float) height, (float) lean, thickness, sway);
            grown.add(new Reed(head ? Kind.STALK : Kind.BLADE, (float) x, shape, phase));
        }
        this.reeds = List.copyOf(grown);
    }

    /** @param pan direction of the camera, in units to the right */
    void paint(Canvas canvas, float pan, double seconds) {
        for (Reed reed : reeds) {
            // The wind runs from left to right: slow gusts and a fast tremble.
            double gust = 0.31 * seconds - reed.x / 1500 + reed.phase;
            Shape shape = reed.shape;
            float push = shape.sway * (wave(gust) + 0.35f * wave(2.7 * gust + reed.phase));
            int top = Math.max(0, (int) (canvas.height - shape.height * canvas.unit));
            for (int y = top; y < canvas.height; y++) {
                float up = (canvas.height - y) * canvas.step / shape.height;
                float bend = (shape.lean + push) * up * up;
                paintAcross(canvas, y, reed.x - pan * parallax + bend, halfThickness(reed, up));
            }
        }
    }

    /** @param up height above the foot as a share of the reed's height, 0–1 */
    private static float halfThickness(Reed reed, float up) {
        float thickness = reed.shape.thickness;
        if (reed.kind == Kind.BLADE) {
            return thickness * (1 - up) * (0.6f + 0.4f * smoothstep(0, 0.3f, up)) + 0.2f;
        }
        float along = Math.clamp((up - 0.845f) / 0.085f, -1f, 1f);
        float seeds = (float) Math.sqrt(Math.sqrt(1 - along * along * along * along));
        return thickness * (0.5f - 0.2f * up) + 1.9f * thickness * seeds;
    }

    private void paintAcross(Canvas canvas, int y, float middleUnits, float halfThickness) {
        float middle = middleUnits * canvas.unit;
        float edge = softness * canvas.unit;
        float reach = halfThickness * canvas.unit + edge / 2;
        int left = Math.max(0, (int) Math.ceil(middle - reach));
        int right = Math.min(canvas.width - 1, (int) Math.floor(middle + reach));
        // A reed thinner than its soft edge is not fully opaque.
        float maxCoverage = Math.min(1, 2 * (halfThickness + 0.3f) / softness + 0.25f);
        for (int x = left; x <= right; x++) {
            float coverage = Math.clamp((reach - Math.abs(x - middle)) / edge, 0f, 1f);
            canvas.cover(y * canvas.width + x, colour, Math.min(coverage, maxCoverage));
        }
    }
}
