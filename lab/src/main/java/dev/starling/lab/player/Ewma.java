package dev.starling.lab.player;

/**
 * An exponentially weighted mean in which a sample has a weight; half of the weight is forgotten after a half-life.
 * Starts at 0, which {@link #mean} compensates for. Used by hls.js ({@code utils/ewma.ts}) and dash.js
 * ({@code ThroughputModel}).
 */
final class Ewma {
    private final double halfLife;
    private double estimate;
    private double totalWeight;

    /** @param halfLife in the unit of the weights, above 0 */
    Ewma(double halfLife) {
        this.halfLife = halfLife;
    }

    void add(double weight, double value) {
        double kept = Math.pow(0.5, weight / halfLife);
        estimate = value * (1 - kept) + kept * estimate;
        totalWeight += weight;
    }

    double totalWeight() {
        return totalWeight;
    }

    /** The mean; 0 without samples. */
    double mean() {
        double share = 1 - Math.pow(0.5, totalWeight / halfLife);
        return share == 0 ? estimate : estimate / share;
    }
}
