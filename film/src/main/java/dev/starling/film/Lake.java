package dev.starling.film;

import static dev.starling.film.Curves.bell;

/**
 * A lake under a light wind. It mirrors the picture above the horizon, broken up by waves that grow longer towards the
 * viewer, with mist drifting over it.
 */
final class Lake {
    private final Rgb deep;
    private final Rgb mist;
    private final float mistiness;
    private final Texture waves;
    private final Texture fog;

    /** @param mistiness density of the mist over the far shore, 0–1 */
    Lake(Rgb deep, Rgb mist, float mistiness, Texture waves, Texture fog) {
        this.deep = deep;
        this.mist = mist;
        this.mistiness = mistiness;
        this.waves = waves;
        this.fog = fog;
    }

    /** Paints everything below {@code horizon}, in units from the top, from the picture above it. */
    void paint(Canvas canvas, int horizon, float pan, float seconds) {
        int shore = canvas.row(horizon);
        int pairs = canvas.width / 2;
        float[] one = new float[pairs];
        float[] other = new float[pairs];
        for (int y = shore; y < canvas.height; y++) {
            float below = (y - shore) * canvas.step + 1;
            float z = 150 / (below + 5);
            float u = (pan - 640) * z;
            waves.read(one, pairs, 0.55f * u + 16 * seconds, 1.1f * canvas.step * z, 640 * z + 30 * seconds);
            waves.read(other, pairs, 0.9f * u - 23 * seconds, 1.8f * canvas.step * z, 1000 * z - 19 * seconds + 300);
            float amplitude = 3 + 0.15f * below;
            float mirrored = Math.max(0.42f, 0.86f - 0.0014f * below);
            int base = y * canvas.width;
            for (int pair = 0; pair < pairs; pair++) {
                float slope = one[pair] + other[pair];
                float swell = one[pair] - other[pair];
                int fromX = Math.clamp(2 * pair + (int) (swell * amplitude * 0.3f * canvas.unit), 0, canvas.width - 1);
                float up = 1.06f * below - slope * amplitude;
                float row = Math.clamp(shore - 1 - up * canvas.unit, 0, shore - 1.001f);
                int whole = (int) row;
                float fraction = row - whole;
                int from = whole * canvas.width + fromX;
                int next = Math.min(from + canvas.width, (shore - 1) * canvas.width + fromX);
                float share = Math.clamp(mirrored - 0.07f * slope, 0f, 1f);
                int at = base + 2 * pair;
                canvas.red[at] = mix(deep.red(), lerp(canvas.red, from, next, fraction), share);
                canvas.green[at] = mix(deep.green(), lerp(canvas.green, from, next, fraction), share);
                canvas.blue[at] = mix(deep.blue(), lerp(canvas.blue, from, next, fraction), share);
            }
            between(canvas.red, base, canvas.width);
            between(canvas.green, base, canvas.width);
            between(canvas.blue, base, canvas.width);
        }
        mist(canvas, horizon, pan, seconds);
    }

    private void mist(Canvas canvas, int horizon, float pan, float seconds) {
        int pairs = canvas.width / 2;
        float[] near = new float[pairs];
        float[] far = new float[pairs];
        for (int y = canvas.row(Math.max(0, horizon - 90)); y < canvas.row(horizon + 150); y++) {
            float down = y * canvas.step;
            float offset = down - horizon - 6;
            float bank = mistiness * bell(offset, offset < 0 ? 34 : 62);
            if (bank < 0.004f) {
                continue;
            }
            fog.read(near, pairs, 0.8f * (pan + 38 * seconds), 1.6f * canvas.step, 3.1f * down);
            fog.read(far, pairs, 0.37f * (pan - 21 * seconds) + 400, 0.74f * canvas.step, 1.5f * down + 9 * seconds);
            int base = y * canvas.width;
            for (int pair = 0; pair < pairs; pair++) {
                float wisps = bank * Math.clamp(0.55f + 0.24f * near[pair] + 0.3f * far[pair], 0f, 1f);
                canvas.cover(base + 2 * pair, mist, wisps);
                canvas.cover(base + 2 * pair + 1, mist, wisps);
            }
        }
    }

    /** Interpolates every other sample of a row; the waves are long. */
    private static void between(float[] plane, int base, int width) {
        for (int x = 1; x < width - 1; x += 2) {
            plane[base + x] = 0.5f * (plane[base + x - 1] + plane[base + x + 1]);
        }
        plane[base + width - 1] = plane[base + width - 2];
    }

    private static float lerp(float[] plane, int from, int next, float fraction) {
        return plane[from] + (plane[next] - plane[from]) * fraction;
    }

    private static float mix(float deep, float mirror, float share) {
        return deep + (mirror - deep) * share;
    }
}
