package dev.starling.swarm.steer;

/**
 * Encodes a positive quantity as a vector of bins whose centres form a geometric series. A value is split between its
 * two neighbouring bins, in proportion to its nearness on the logarithmic scale. A dot product with such a vector is a
 * piecewise linear function of the quantity's logarithm, so linear scores can have any shape. Immutable.
 */
final class SoftBins {
    private static final double LOG_2 = Math.log(2);
    /** Bins with a smaller share than e to the power of minus this are empty. */
    private static final double MAX_EXPONENT = 36;

    private final double lowest;
    private final double doublings;
    private final double[] centres;

    /**
     * @param lowest the centre of the first bin, above 0
     * @param doublings the doublings from one centre to the next, above 0
     * @param count the number of bins, at least 2
     */
    SoftBins(double lowest, double doublings, int count) {
        this.lowest = lowest;
        this.doublings = doublings;
        this.centres = new double[count];
        for (int bin = 0; bin < count; bin++) {
            centres[bin] = lowest * Math.pow(2, bin * doublings);
        }
    }

    int count() {
        return centres.length;
    }

    double centre(int bin) {
        return centres[bin];
    }

    /** The place of a value on the scale of the bins: 0 is the first centre, 1 the second. */
    double position(double value) {
        return Math.log(Math.max(value, Double.MIN_NORMAL) / lowest) / LOG_2 / doublings;
    }

    /**
     * Writes the bins of {@code value} to {@code to}, starting at {@code from}. They sum to 1; a value beyond the outer
     * centres fills the outer bin.
     */
    void activate(double value, double[] to, int from) {
        double clamped = Math.clamp(position(value), 0, count() - 1);
        int left = Math.min((int) clamped, count() - 2);
        to[from + left] = 1 - (clamped - left);
        to[from + left + 1] = clamped - left;
    }

    /**
     * Writes the bins of a normal distribution over the logarithm to an empty {@code to}, starting at {@code from}.
     * They sum to 1.
     *
     * @param spread its deviation in doublings
     */
    void activateBell(double centre, double spread, double[] to, int from) {
        double position = position(centre);
        double scale = doublings / spread;
        // Relative to the nearest bin, so that a centre far outside does not leave all bins empty.
        double nearest = (Math.clamp(Math.rint(position), 0, count() - 1) - position) * scale;
        double sum = 0;
        for (int bin = 0; bin < count(); bin++) {
            double away = (bin - position) * scale;
            double exponent = (away * away - nearest * nearest) / 2;
            if (exponent < MAX_EXPONENT) {
                to[from + bin] = Math.exp(-exponent);
                sum += to[from + bin];
            }
        }
        for (int bin = 0; bin < count(); bin++) {
            to[from + bin] /= sum;
        }
    }
}
