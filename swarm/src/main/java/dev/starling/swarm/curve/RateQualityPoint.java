package dev.starling.swarm.curve;

/**
 * The bitrate and quality of one encoding.
 *
 * @param bitsPerSecond above 0
 * @param quality finite, on a scale that rises with quality and is the same for all points of a curve
 */
public record RateQualityPoint(double bitsPerSecond, double quality) {
    public RateQualityPoint {
        if (!(bitsPerSecond > 0) || !Double.isFinite(bitsPerSecond) || !Double.isFinite(quality)) {
            throw new IllegalArgumentException("not a rate-quality point: " + bitsPerSecond + " bit/s, " + quality);
        }
    }

    /** Whether this is better than another point in bits or quality, and not worse in either. */
    public boolean dominates(RateQualityPoint other) {
        return bitsPerSecond <= other.bitsPerSecond && quality >= other.quality && !equals(other);
    }

    double logRate() {
        return Math.log(bitsPerSecond) / Math.log(2);
    }
}
