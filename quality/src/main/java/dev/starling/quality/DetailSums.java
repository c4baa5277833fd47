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
     * Sum over the three bands of {@code weight · ∛(sum of the band's cubes) + floor}, on the columns from
     * {@code fromColumn} until {@code untilColumn}.
     */
    double norm(int fromColumn, int untilColumn, CsfWeights weights, double floor) {
        return weights.straight() * Math.cbrt(layout.sum(horizontal, fromColumn, untilColumn))
                + weights.straight() * Math.cbrt(layout.sum(vertical, fromColumn, untilColumn))
                + weights.diagonal() * Math.cbrt(layout.sum(diagonal, fromColumn, untilColumn))
                + 3 * floor;
    }
}
