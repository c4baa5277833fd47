package dev.starling.quality;

import java.util.Arrays;

/** Sums of cubes down each column of three detail bands. */
final class DetailSums {

    private final ColumnLayout layout;
    final float[] horizontal;
    final float[] vertical;
    final float[] diagonal;

    DetailSums(ColumnLayout layout) {
        this.layout = layout;
        this.horizontal = new float[layout.length()];
        this.vertical = new float[layout.length()];
        this.diagonal = new float[layout.length()];
    }

    void clear() {
        Arrays.fill(horizontal, 0);
        Arrays.fill(vertical, 0);
        Arrays.fill(diagonal, 0);
    }

    /**
     * Sum over the bands of the cube root of the sum over some columns, of cubes weighed by the cube of
     * {@code weights}, each root plus the same {@code floor}.
     */
    double norm(int fromColumn, int toColumn, CsfWeights weights, double floor) {
        return weights.straight() * Math.cbrt(layout.sum(horizontal, fromColumn, toColumn))
                + weights.straight() * Math.cbrt(layout.sum(vertical, fromColumn, toColumn))
                + weights.diagonal() * Math.cbrt(layout.sum(diagonal, fromColumn, toColumn))
                + 3 * floor;
    }
}
