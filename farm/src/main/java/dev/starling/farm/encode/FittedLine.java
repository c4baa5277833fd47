package dev.starling.farm.encode;

/**
 * A straight line through points, by least squares. Its slope counts as far as the points tell it: that of few points
 * close to each other is nearly 0. Points are only added.
 */
final class FittedLine {
    private final double minSpread;
    private int count;
    private double sumX;
    private double sumY;
    private double sumXx;
    private double sumXy;

    /** @param minSpread abscissae of one point that are nearer to the mean hardly tell a slope; above 0 */
    FittedLine(double minSpread) {
        this.minSpread = minSpread;
    }

    /** Adds a point. */
    void add(double x, double y) {
        count++;
        sumX += x;
        sumY += y;
        sumXx += x * x;
        sumXy += x * y;
    }

    /** The ordinate at an abscissa. There must be a point. */
    double at(double x) {
        if (count == 0) {
            throw new IllegalStateException("a line needs a point");
        }
        double meanX = sumX / count;
        double meanY = sumY / count;
        double spread = sumXx - count * meanX * meanX;
        double slope = (sumXy - count * meanX * meanY) / (spread + minSpread * minSpread);
        return meanY + slope * (x - meanX);
    }
}
