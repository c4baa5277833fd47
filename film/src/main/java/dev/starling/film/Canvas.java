package dev.starling.film;

/**
 * A picture being painted: linear light, one plane per primary, row by row. Positions and lengths are in units of
 * 1/{@value #HEIGHT_UNITS} of the picture height, whatever the size. One thread.
 */
final class Canvas {
    private static final int HEIGHT_UNITS = 720;

    final int width;
    final int height;
    /** Samples per unit. */
    final float unit;
    /** Units per sample. */
    final float step;

    final float[] red;
    final float[] green;
    final float[] blue;

    Canvas(int width, int height) {
        this.width = width;
        this.height = height;
        this.unit = (float) height / HEIGHT_UNITS;
        this.step = (float) HEIGHT_UNITS / height;
        this.red = new float[width * height];
        this.green = new float[width * height];
        this.blue = new float[width * height];
    }

    /** The row of samples {@code units} below the top, at most {@link #height}. */
    int row(float units) {
        return Math.min(height, Math.round(units * unit));
    }

    void set(int at, Rgb light) {
        red[at] = light.red();
        green[at] = light.green();
        blue[at] = light.blue();
    }

    /** Blends {@code light} over the sample at index {@code at}; {@code alpha} is 0–1. */
    void cover(int at, Rgb light, float alpha) {
        red[at] += (light.red() - red[at]) * alpha;
        green[at] += (light.green() - green[at]) * alpha;
        blue[at] += (light.blue() - blue[at]) * alpha;
    }

    /** Fills the first {@code rows} rows from a canvas of half the width and height, enlarged by interpolation. */
    void enlarge(Canvas half, int rows) {
        enlarge(half, half.red, red, rows);
        enlarge(half, half.green, green, rows);
        enlarge(half, half.blue, blue, rows);
    }

    private void enlarge(Canvas half, float[] from, float[] to, int rows) {
        for (int y = 0; y < rows; y++) {
            // The sample centres of the two sizes are a quarter of the small picture's spacing apart.
            int near = y / 2;
            int far = Math.clamp(near + ((y & 1) == 0 ? -1 : 1), 0, half.height - 1);
            int nearBase = near * half.width;
            int farBase = far * half.width;
            float left = 0.75f * from[nearBase] + 0.25f * from[farBase];
            float middle = left;
            int out = y * width;
            for (int x = 0; x < half.width; x++) {
                int next = Math.min(x + 1, half.width - 1);
                float right = 0.75f * from[nearBase + next] + 0.25f * from[farBase + next];
                to[out + 2 * x] = 0.75f * middle + 0.25f * left;
                to[out + 2 * x + 1] = 0.75f * middle + 0.25f * right;
                left = middle;
                middle = right;
            }
        }
    }

    /**
     * Draws a limb.
     *
     * @param softness width of its edge in units; at least one sample is used
     */
    void limb(Limb limb, Rgb light, float alpha, float softness) {
        stroke(limb.from().times(unit), limb.to().times(unit), light, alpha, Math.max(1, softness * unit));
    }

    private void stroke(Joint from, Joint to, Rgb light, float alpha, float softness) {
        float reach = Math.max(from.radius(), to.radius()) + softness;
        int left = Math.max(0, (int) Math.floor(Math.min(from.x(), to.x()) - reach));
        int right = Math.min(width - 1, (int) Math.ceil(Math.max(from.x(), to.x()) + reach));
        int top = Math.max(0, (int) Math.floor(Math.min(from.y(), to.y()) - reach));
        int bottom = Math.min(height - 1, (int) Math.ceil(Math.max(from.y(), to.y()) + reach));
        float alongX = to.x() - from.x();
        float alongY = to.y() - from.y();
        float perSquare = 1 / Math.max(1e-6f, alongX * alongX + alongY * alongY);
        for (int y = top; y <= bottom; y++) {
            for (int x = left; x <= right; x++) {
                float fromX = x - from.x();
                float fromY = y - from.y();
                float along = Math.clamp((fromX * alongX + fromY * alongY) * perSquare, 0f, 1f);
                float offX = fromX - along * alongX;
                float offY = fromY - along * alongY;
                float radius = from.radius() + (to.radius() - from.radius()) * along;
                float outside = (float) Math.sqrt(offX * offX + offY * offY) - radius;
                float coverage = 0.5f - outside / softness;
                if (coverage > 0) {
                    cover(y * width + x, light, alpha * Math.min(1, coverage));
                }
            }
        }
    }

    /** An end of a limb: its position and half the limb's thickness there. */
    record Joint(float x, float y, float radius) {
        private Joint times(float factor) {
            return new Joint(x * factor, y * factor, radius * factor);
        }
    }

    /** A straight stroke with round ends. Its thickness changes linearly from one joint to the other. */
    record Limb(Joint from, Joint to) {}
}
