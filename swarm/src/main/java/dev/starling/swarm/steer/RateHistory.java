package dev.starling.swarm.steer;

/** What is expected of a path after the rates of some clips, by a {@link PathModel}. For one thread. */
public final class RateHistory {
    /** The mean error of a path of which one rate is known, in doublings. */
    private static final double FIRST_ERROR = 0.5;
    /** A path that carries nothing counts as this: its logarithm must be finite. */
    private static final double MIN_BITS_PER_SECOND = 8_000;

    private final PathModel.Horizons horizons;
    private boolean known;
    private double shortLog;
    private double longLog;
    private double error = FIRST_ERROR;

    /** Nothing is known. */
    public RateHistory(PathModel.Horizons horizons) {
        this.horizons = horizons;
    }

    /** Counts the rate of a clip. */
    public void add(double bitsPerSecond) {
        double log = Math.log(Math.max(MIN_BITS_PER_SECOND, bitsPerSecond));
        if (!known) {
            known = true;
            shortLog = log;
            longLog = log;
            return;
        }
        double step = Math.abs(log - expectedLog()) / Math.log(2);
        error += horizons.errorShare() * (step - error);
        shortLog += horizons.shortShare() * (log - shortLog);
        longLog += horizons.longShare() * (log - longLog);
    }

    private double expectedLog() {
        return shortLog + horizons.longWeight() * (longLog - shortLog);
    }

    /** What is known of the path; before anything was added, that it carries one bit a second. */
    public Path path() {
        return new Path(Math.exp(expectedLog()), Math.exp(longLog), (shortLog - longLog) / Math.log(2), error);
    }

    /**
     * What is known of a path.
     *
     * @param bitsPerSecond the rate to expect of the next clip, above 0
     * @param longBitsPerSecond the rate on the long horizon, above 0
     * @param deviation of the short horizon from the long one, in doublings
     * @param error the mean error of what was expected, in doublings
     */
    public record Path(double bitsPerSecond, double longBitsPerSecond, double deviation, double error) {
        /** What a sender's estimate says. */
        public static Path of(Bandwidth bandwidth, PathModel.Horizons horizons) {
            double recent = bandwidth.shortBitsPerSecond();
            double lasting = bandwidth.longBitsPerSecond();
            return new Path(
                    Math.pow(recent, 1 - horizons.longWeight()) * Math.pow(lasting, horizons.longWeight()),
                    lasting,
                    Math.log(recent / lasting) / Math.log(2),
                    bandwidth.spreadDoublings());
        }

        /** This path if it is some times as fast. */
        Path times(double factor) {
            return new Path(factor * bitsPerSecond, factor * longBitsPerSecond, deviation, error);
        }

        /** What is known after one more rate. */
        public Path after(double rate, PathModel.Horizons horizons) {
            double step = Math.log(Math.max(MIN_BITS_PER_SECOND, rate) / bitsPerSecond) / Math.log(2);
            double ofShort = horizons.longWeight() * deviation;
            double ofLong = ofShort - deviation;
            double nextShort = ofShort + horizons.shortShare() * (step - ofShort);
            double moved = horizons.longShare() * (step - ofLong);
            double nextLong = ofLong + moved;
            return new Path(
                    bitsPerSecond * Math.pow(2, nextShort + horizons.longWeight() * (nextLong - nextShort)),
                    longBitsPerSecond * Math.pow(2, moved),
                    nextShort - nextLong,
                    error + horizons.errorShare() * (Math.abs(step) - error));
        }
    }
}
