package dev.starling.swarm.curve;

import java.util.List;

/** How much each bitrate counts when two rate–quality curves are compared: a density over the logarithm of bitrate. */
public sealed interface RateWeight {
    /** Every bitrate counts alike. */
    RateWeight EVEN = new Even();

    /** The same everywhere. */
    record Even() implements RateWeight {}

    /**
     * A bitrate that is wanted.
     *
     * @param bitsPerSecond above 0
     * @param weight how often, relative to the others; at least 0
     */
    record Wanted(double bitsPerSecond, double weight) {
        public Wanted {
            if (!(bitsPerSecond > 0) || !Double.isFinite(bitsPerSecond) || !(weight >= 0) || !Double.isFinite(weight)) {
                throw new IllegalArgumentException("not a bitrate and its weight: " + bitsPerSecond + ", " + weight);
            }
        }
    }

    /**
     * The density of bitrates that are wanted: the sum of a logistic bell for each. A logistic bell's flanks fall by a
     * constant factor per octave, so where curves end far from all wanted bitrates, their nearest ends still count over
     * {@code spread} octaves instead of in a single point.
     */
    final class Density implements RateWeight {
        /** The table spans 1 bit/s to 1 Tbit/s. */
        private static final int OCTAVES = 40;

        private static final int STEPS_PER_OCTAVE = 64;

        private final double[] table = new double[OCTAVES * STEPS_PER_OCTAVE + 1];

        /**
         * @param wanted at least one with a weight above 0
         * @param spread of each bell, in octaves, above 0: the density falls by e over that distance on the flanks, and
         *     to the half at 1.76 times that
         */
        public Density(List<Wanted> wanted, double spread) {
            if (!(spread > 0) || wanted.stream().noneMatch(it -> it.weight() > 0)) {
                throw new IllegalArgumentException(
                        "needs a spread above 0 and a weight above 0: " + spread + ", " + wanted);
            }
            for (int i = 0; i < table.length; i++) {
                double logRate = (double) i / STEPS_PER_OCTAVE;
                for (Wanted one : wanted) {
                    double distance = logRate - new RateQualityPoint(one.bitsPerSecond(), 0).logRate();
                    double half = Math.cosh(distance / spread / 2);
                    table[i] += one.weight() / (half * half);
                }
            }
        }

        /**
         * The density, up to a constant factor; straight lines between the table's entries.
         *
         * @param logRate the logarithm to base 2 of the bitrate
         */
        double at(double logRate) {
            double position = Math.clamp(logRate * STEPS_PER_OCTAVE, 0, table.length - 1);
            int below = Math.min((int) position, table.length - 2);
            return table[below] + (position - below) * (table[below + 1] - table[below]);
        }
    }
}
