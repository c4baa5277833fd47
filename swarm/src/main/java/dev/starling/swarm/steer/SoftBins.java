package dev.starling.swarm.steer;

/**
 * Encodes a positive quantity as a vector of bins whose centres form a geometric series. A value is split between its
 * two neighbouring bins, in proportion to its nearness on the logarithmic scale. A dot product with such a vector is a
 * piecewise linear function of the quantity's logarithm, so linear scores can have any shape.
 *
 * @param lowest the centre of the first bin, above 0
 * @param doublings the doublings from one centre to the next, above 0
 * @param count the number of bins, at least 2
 */
record SoftBins(double lowest, double doublings, int count) {
    double centre(int bin) {
        return lowest * Math.pow(2, bin * doublings);
    }

    /**
     * Writes the bins of {@code value} to {@code to}, starting at {@code from}. They sum to 1; a value beyond the outer
     * centres fills the outer bin.
     */
    void activate(double value, double[] to, int from) {
        double position = Math.log(Math.max(value, Double.MIN_NORMAL) / lowest) / Math.log(2) / doublings;
        double clamped = Math.clamp(position, 0, count - 1);
        int left = Math.min((int) clamped, count - 2);
        to[from + left] = 1 - (clamped - left);
        to[from + left + 1] = clamped - left;
    }

    /** Writes the bins of a normal distribution over the logarithm; {@code spread} is its deviation in doublings. */
    void activateBell(double centre, double spread, double[] to, int from) {
        double sum = 0;
        for (int bin = 0; bin < count; bin++) {
            double away = Math.log(centre(bin) / centre) / Math.log(2) / spread;
            to[from + bin] = Math.exp(-away * away / 2);
            sum += to[from + bin];
        }
        for (int bin = 0; bin < count; bin++) {
            to[from + bin] /= sum;
        }
    }
}
