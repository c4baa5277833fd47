package dev.starling.swarm.steer;

/**
 * What ways to send a clip, or its rest, are worth if the rate is one of several equally likely ones. If clips may go
 * down in flight, the rest does where that is better, once the rate has shown; the quality it loses counts as a fall.
 */
public final class WayValues {
    /** With more media left nobody goes down. */
    private static final double ENOUGH_SECONDS = 8;
    /** Of more moves some are left out. */
    private static final int MAX_MOVES = 3;

    private final double[] rates;
    private final Moves moves;
    private final double lossPrice;

    /**
     * @param rates the equally likely rates, in bit/s; not copied
     * @param moves whether the clip may go down
     * @param lossPrice the price of a point of VMAF that the clip loses by going down, at least 0
     */
    public WayValues(double[] rates, Moves moves, double lossPrice) {
        this.rates = rates;
        this.moves = moves;
        this.lossPrice = lossPrice;
    }

    /**
     * What clips can do in flight: the rest goes down when the rate of the clip has shown.
     *
     * @param knownAfterSeconds when it has shown
     * @param spliceVmaf the price of a splice, in VMAF of the whole clip
     */
    public record Moves(double knownAfterSeconds, double spliceVmaf) {
        /** Clips stay as they begin. */
        public static final Moves NEVER = new Moves(Double.POSITIVE_INFINITY, 0);
    }

    /** The ways to send a clip, or what is left of it; bits and VMAF rise. */
    public static final class Ways {
        private final double[] bits;
        private final double[] vmaf;

        /**
         * @param bits that each needs; not copied
         * @param vmaf of the whole clip; not copied
         */
        public Ways(double[] bits, double[] vmaf) {
            this.bits = bits;
            this.vmaf = vmaf;
        }

        /** The VMAF of the whole clip, sent in a way. */
        public double vmaf(int way) {
            return vmaf[way];
        }
    }

    /** What follows from the arrival of a clip. */
    @FunctionalInterface
    public interface Following {
        /**
         * What follows, without the clip's own quality.
         *
         * @param rate the index of the rate
         * @param left the seconds of media left at the arrival, without the clip; below 0 after a stall
         * @param vmaf of the clip
         */
        double after(int rate, double left, double vmaf);
    }

    /**
     * What is expected to follow from a way, without its quality.
     *
     * @param buffer the seconds of media before its first bit arrives
     * @param way the index of the way
     */
    public double expected(Following following, double buffer, Ways ways, int way) {
        double sum = 0;
        for (int rate = 0; rate < rates.length; rate++) {
            double left = buffer - ways.bits[way] / rates[rate];
            double worth = following.after(rate, left, ways.vmaf[way]);
            sum += left < ENOUGH_SECONDS ? Math.max(worth, bestMove(following, rate, buffer, ways, way)) : worth;
        }
        return sum / rates.length;
    }

    private double bestMove(Following following, int rate, double buffer, Ways ways, int way) {
        int stride = Math.max(1, way / MAX_MOVES);
        double known = rates[rate] * moves.knownAfterSeconds() / ways.bits[way];
        double best = Double.NEGATIVE_INFINITY;
        for (int lower = way - 1; lower >= 0 && known < 1; lower -= stride) {
            double bits = known * ways.bits[way] + (1 - known) * ways.bits[lower];
            double loss = (1 - known) * (ways.vmaf[way] - ways.vmaf[lower]) + moves.spliceVmaf();
            double left = buffer - bits / rates[rate];
            best = Math.max(best, following.after(rate, left, ways.vmaf[way] - loss) - lossPrice * loss);
        }
        return best;
    }
}
