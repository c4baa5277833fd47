package dev.starling.swarm.profile;

/** Checks genes against their declared bounds. */
final class Bounds {
    private Bounds() {}

    static void check(String gene, double value, double min, double max) {
        if (!(value >= min && value <= max)) {
            throw new IllegalArgumentException(gene + " must be within " + min + " … " + max + ": " + value);
        }
    }
}
