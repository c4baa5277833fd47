package dev.starling.lab.train;

import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.video.ChunkedVideo;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Makes paths to train on from recorded ones: from a random start, at another scale, sometimes with a second trace
 * behind the first, sometimes with an outage. Each family of traces is as likely as the others. A trace that is far
 * slower or faster than a video's ladder is scaled into it: otherwise there would be nothing to decide.
 */
final class TraceMix {
    private static final double SECONDS = 420;
    private static final double SPLICED = 0.3;
    private static final double WITH_OUTAGE = 0.15;
    private static final double LEAST_SHARE = 0.02;
    /** The greatest change of scale of a trace that suits the ladder, up or down. */
    private static final double DOUBLINGS = 0.5;
    /** The mean rates that suit a ladder, beside its lowest and its highest bitrate. */
    private static final double LEAST_OF_LOWEST = 0.8;

    private static final double MOST_OF_HIGHEST = 2;

    private TraceMix() {}

    /** A path for a video. */
    static BandwidthTrace of(List<List<BandwidthTrace>> families, ChunkedVideo video, RandomGenerator random) {
        BandwidthTrace.Builder builder = new BandwidthTrace.Builder();
        boolean spliced = random.nextDouble() < SPLICED;
        double first = spliced ? SECONDS * random.nextDouble(0.2, 0.8) : SECONDS;
        double outage = random.nextDouble() < WITH_OUTAGE ? random.nextDouble() * SECONDS : Double.POSITIVE_INFINITY;
        double outageEnd = outage + random.nextDouble(2, 15);
        double until = 0;
        for (double end : spliced ? new double[] {first, SECONDS} : new double[] {SECONDS}) {
            List<BandwidthTrace> family = families.get(random.nextInt(families.size()));
            BandwidthTrace trace = family.get(random.nextInt(family.size()));
            double scale = scale(trace, video, random);
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

    private static double scale(BandwidthTrace trace, ChunkedVideo video, RandomGenerator random) {
        double least = LEAST_OF_LOWEST * video.bitsPerSecond(0);
        double most = MOST_OF_HIGHEST * video.bitsPerSecond(video.rungs() - 1);
        double mean = trace.meanBitsPerSecond();
        double scale = Math.pow(2, DOUBLINGS * (2 * random.nextDouble() - 1));
        boolean suits = scale * mean >= least && scale * mean <= most;
        return suits ? scale : least * Math.pow(most / least, random.nextDouble()) / mean;
    }
}
