package dev.starling.film;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Noise of mean 0 and variance 1 that repeats seamlessly in both directions, with coarser versions for distant surfaces
 * (mipmaps). Lengths are in texels of the finest version.
 */
final class Texture {
    /** Texels on a side of the coarsest version. */
    private static final int MIN_SIZE = 16;

    private final int size;
    private final List<float[]> levels;

    private Texture(int size, float[] finest) {
        this.size = size;
        List<float[]> all = new ArrayList<>();
        all.add(finest);
        for (int half = size / 2; half >= MIN_SIZE; half /= 2) {
            all.add(halved(all.getLast(), half));
        }
        this.levels = List.copyOf(all);
    }

    /**
     * Fractal noise.
     *
     * @param size texels on a side, a power of two
     * @param cells on a side in the coarsest octave
     * @param octaves number of octaves, each with cells of half the size of the one before
     * @param persistence amplitude of an octave relative to the one before
     */
    static Texture fractal(RandomGenerator random, int size, int cells, int octaves, float persistence) {
        float[] texels = new float[size * size];
        float amplitude = 1;
        for (int octave = 0; octave < octaves && (cells << octave) <= size; octave++) {
            addOctave(random, texels, size, cells << octave, amplitude);
            amplitude *= persistence;
        }
        return new Texture(size, normalised(texels));
    }

    /** Independent normal values, softened like film grain. */
    static Texture grain(RandomGenerator random, int size) {
        float[] white = new float[size * size];
        for (int i = 0; i < white.length; i++) {
            white[i] = (float) random.nextGaussian();
        }
        int mask = size - 1;
        float[] texels = new float[white.length];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                texels[y * size + x] = white[y * size + x]
                        + 0.45f * (white[y * size + (x + 1 & mask)] + white[(y + 1 & mask) * size + x]);
            }
        }
        return new Texture(size, normalised(texels));
    }

    private static void addOctave(RandomGenerator random, float[] texels, int size, int cells, float amplitude) {
        float[] lattice = new float[cells * cells];
        for (int i = 0; i < lattice.length; i++) {
            lattice[i] = (float) random.nextDouble(-1, 1) * amplitude;
        }
        int[] cell = new int[size];
        float[] share = new float[size];
        for (int i = 0; i < size; i++) {
            float at = (float) i * cells / size;
            cell[i] = (int) at;
            float fraction = at - cell[i];
            share[i] = fraction * fraction * fraction * (fraction * (fraction * 6 - 15) + 10);
        }
        float[] row = new float[cells];
        for (int y = 0; y < size; y++) {
            int above = cell[y] * cells;
            int below = (cell[y] + 1) % cells * cells;
            for (int i = 0; i < cells; i++) {
                row[i] = lattice[above + i] + (lattice[below + i] - lattice[above + i]) * share[y];
            }
            for (int x = 0; x < size; x++) {
                float left = row[cell[x]];
                float right = row[(cell[x] + 1) % cells];
                texels[y * size + x] += left + (right - left) * share[x];
            }
        }
    }

    private static float[] normalised(float[] texels) {
        double sum = 0;
        double squares = 0;
        for (float texel : texels) {
            sum += texel;
            squares += (double) texel * texel;
        }
        float mean = (float) (sum / texels.length);
        float scale = (float) (1 / Math.sqrt(squares / texels.length - (double) mean * mean));
        for (int i = 0; i < texels.length; i++) {
            texels[i] = (texels[i] - mean) * scale;
        }
        return texels;
    }

    private static float[] halved(float[] finer, int size) {
        float[] coarser = new float[size * size];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int at = 2 * y * 2 * size + 2 * x;
                coarser[y * size + x] =
                        (finer[at] + finer[at + 1] + finer[at + 2 * size] + finer[at + 2 * size + 1]) / 4;
            }
        }
        return coarser;
    }

    /**
     * Reads a row of values, interpolated between the four nearest texels of the version that suits the step.
     *
     * @param row receives {@code count} values
     * @param u start of the row, across
     * @param step from one value to the next, across, positive
     * @param v position of the row, down
     */
    void read(float[] row, int count, float u, float step, float v) {
        int level = Math.clamp(Math.getExponent(Math.max(Math.abs(step), 1f)), 0, levels.size() - 1);
        float[] texels = levels.get(level);
        int levelSize = size >> level;
        int mask = levelSize - 1;
        float scale = 1f / (1 << level);
        float down = v * scale;
        int firstRow = (int) Math.floor(down);
        float lower = down - firstRow;
        int upperBase = (firstRow & mask) * levelSize;
        int lowerBase = (firstRow + 1 & mask) * levelSize;
        // Positive, so that a cast rounds down.
        double start = u * scale;
        float across = (float) (start - Math.floor(start / levelSize) * levelSize);
        float stride = step * scale;
        for (int i = 0; i < count; i++) {
            float at = across + i * stride;
            int whole = (int) at;
            float right = at - whole;
            int x0 = whole & mask;
            int x1 = whole + 1 & mask;
            float above = texels[upperBase + x0] + (texels[upperBase + x1] - texels[upperBase + x0]) * right;
            float below = texels[lowerBase + x0] + (texels[lowerBase + x1] - texels[lowerBase + x0]) * right;
            row[i] = above + (below - above) * lower;
        }
    }

    /** The texels of the finest version, row by row. The caller must not change them. */
    float[] finest() {
        return levels.getFirst();
    }
}
