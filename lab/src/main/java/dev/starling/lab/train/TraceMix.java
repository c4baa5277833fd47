package dev.starling.lab.train;

import dev.starling.lab.trace.BandwidthTrace;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Makes paths to train on from recorded ones: from a random start, at another scale, sometimes with a second trace
 * behind the first, sometimes with an outage.
 */
final class TraceMix {
    private static final double SECONDS = 420;
    private static final double SPLICED = 0.3;
    private static final double WITH_OUTAGE = 0.15;
    private static final double LEAST_SHARE = 0.02;

    private TraceMix() {}

    /**
     * A path.
     *
     * @param doublings the greatest change of scale, up or down
     */
    static BandwidthTrace of(List<BandwidthTrace> traces, double doublings, RandomGenerator random) {
        double scale = Math.pow(2, doublings * (2 * random.nextDouble() - 1));
        BandwidthTrace.Builder builder = new BandwidthTrace.Builder();
        boolean spliced = random.nextDouble() < SPLICED;
        double first = spliced ? SECONDS * random.nextDouble(0.2, 0.8) : SECONDS;
        double outage = random.nextDouble() < WITH_OUTAGE ? random.nextDouble() * SECONDS : Double.POSITIVE_INFINITY;
        double outageEnd = outage + random.nextDouble(2, 15);
        double until = 0;
        for (double end : spliced ? new double[] {first, SECONDS} : new double[] {SECONDS}) {
            BandwidthTrace trace = traces.get(random.nextInt(traces.size()));
            double start = random.nextDouble() * trace.seconds();
            int period = 0;
            while (trace.until(period) <= start && period < trace.periods() - 1) {
                period++;
            }
            double left = trace.until(period) - start;
            while (until < end) {
                double seconds = Math.min(Math.max(left, 1e-3), end - until);
                double rate = trace.bitsPerSecond(period) * scale;
                boolean out = until + seconds > outage && until < outageEnd;
                builder.add(seconds, out ? rate * LEAST_SHARE : rate);
                until += seconds;
                period = (period + 1) % trace.periods();
                left = trace.until(period) - (period == 0 ? 0 : trace.until(period - 1));
            }
        }
        return builder.build();
    }
}
