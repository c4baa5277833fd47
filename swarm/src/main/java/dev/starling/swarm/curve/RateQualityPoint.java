package dev.starling.swarm.curve;

/**
 * One measured encoding.
 *
 * @param bitsPerSecond its bitrate, above 0
 * @param quality its quality on any scale that rises with quality, the same for all points of a curve; finite
 */
public record RateQualityPoint(double bitsPerSecond, double quality) {
    public RateQualityPoint {
        if (!(bitsPerSecond > 0) || !Double.isFinite(bitsPerSecond) || !Double.isFinite(quality)) {
            throw new IllegalArgumentException("Not a rate-quality point: " + bitsPerSecond + " bit/s, " + quality);
        }
    }

    double logRate() {
        return Math.log(bitsPerSecond) / Math.log(2);
    }
}
