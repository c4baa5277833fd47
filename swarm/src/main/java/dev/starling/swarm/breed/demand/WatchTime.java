package dev.starling.swarm.breed.demand;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Adds up what is watched to a {@link Demand} that has few views: those of like bitrate and like lines become one, at
 * the weighted geometric mean of both.
 */
public final class WatchTime {
    /** Bins of a quarter of an octave: a view's weight is spread over more than that. */
    private static final double BITRATES_PER_OCTAVE = 4;

    private static final double LINES_PER_OCTAVE = 8;
    private static final double LOG_2 = Math.log(2);

    private final SortedMap<Bin, Sum> bins = new TreeMap<>();
    private double seconds;

    private record Bin(long bitrate, long lines) implements Comparable<Bin> {
        @Override
        public int compareTo(Bin other) {
            int byBitrate = Long.compare(bitrate, other.bitrate);
            return byBitrate == 0 ? Long.compare(lines, other.lines) : byBitrate;
        }
    }

    /** Seconds, and logarithms times seconds. */
    private record Sum(double seconds, double bitrate, double lines) {
        Sum plus(Sum other) {
            return new Sum(seconds + other.seconds, bitrate + other.bitrate, lines + other.lines);
        }
    }

    /**
     * Adds what was watched.
     *
     * @param bitsPerSecond that the path carries; beyond the limits of {@link View} the nearest limit counts
     * @param lines at which it was shown, within the limits of {@link View}
     * @param watchedSeconds above 0
     */
    public void add(double bitsPerSecond, int lines, double watchedSeconds) {
        if (!(watchedSeconds > 0) || lines < View.MIN_LINES || lines > View.MAX_LINES) {
            throw new IllegalArgumentException("not a view: " + lines + " lines for " + watchedSeconds + " s");
        }
        double bitrate = Math.log(Math.clamp(bitsPerSecond, View.MIN_BITS_PER_SECOND, View.MAX_BITS_PER_SECOND));
        double height = Math.log(lines);
        Bin bin = new Bin(
                Math.round(BITRATES_PER_OCTAVE * bitrate / LOG_2), Math.round(LINES_PER_OCTAVE * height / LOG_2));
        bins.merge(bin, new Sum(watchedSeconds, watchedSeconds * bitrate, watchedSeconds * height), Sum::plus);
        seconds += watchedSeconds;
    }

    /** What was watched in all. */
    public double seconds() {
        return seconds;
    }

    /**
     * The demand, with seconds as weights.
     *
     * @throws IllegalArgumentException if nothing was watched; in one line
     */
    public Demand demand() {
        return Demand.of(bins.values().stream()
                .map(it -> new View(
                        // Three digits are finer than any curve, and no rounding error leaves the limits.
                        Math.clamp(
                                rounded(Math.exp(it.bitrate() / it.seconds())),
                                View.MIN_BITS_PER_SECOND,
                                View.MAX_BITS_PER_SECOND),
                        Math.clamp(Math.round(Math.exp(it.lines() / it.seconds())), View.MIN_LINES, View.MAX_LINES),
                        Math.min(it.seconds(), View.MAX_WEIGHT)))
                .toList());
    }

    private static double rounded(double bitsPerSecond) {
        double unit = Math.pow(10, Math.floor(Math.log10(bitsPerSecond)) - 2);
        return unit * Math.rint(bitsPerSecond / unit);
    }
}
