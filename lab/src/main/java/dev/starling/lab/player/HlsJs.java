package dev.starling.lab.player;

import dev.starling.lab.video.Ladder;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * hls.js 1.7 with its default settings ({@code controller/abr-controller.ts}). It takes the highest rung that a share
 * of the estimated bandwidth carries and that arrives before the buffer is empty, and otherwise allows a stall of a few
 * seconds. Its default settings make no test of the bandwidth with the first fragment: they estimate 500 kbit/s. The
 * playlist is taken to begin with the lowest rung, and the playlists of all rungs to be loaded.
 */
public final class HlsJs implements PlayerRule {
    private static final double DEFAULT_BITS_PER_SECOND = 500_000;
    private static final double BANDWIDTH_FACTOR = 0.95;
    private static final double BANDWIDTH_UP_FACTOR = 0.7;
    private static final double MAX_STARVATION_SECONDS = 4;
    private static final double MAX_BUFFER_BITS = 8 * 60e6;
    private static final double MIN_BUFFER_SECONDS = 30;
    private static final double MAX_BUFFER_SECONDS = 600;
    /** An emergency switch to a rung that takes this many times its duration is not worth it. */
    private static final double MAX_DURATIONS = 10;

    private final Ladder ladder;
    private final double meanSeconds;
    private HlsEstimator estimator = new HlsEstimator(DEFAULT_BITS_PER_SECOND);
    private OptionalInt last = OptionalInt.empty();

    /** @param ladder the rungs to choose from */
    public HlsJs(Ladder ladder) {
        this.ladder = ladder;
        double sum = 0;
        for (int chunk = 0; chunk < ladder.chunks(); chunk++) {
            sum += ladder.seconds(chunk);
        }
        this.meanSeconds = sum / ladder.chunks();
    }

    /**
     * How much delay a choice allows.
     *
     * @param bufferSeconds until the buffer is empty
     * @param stallSeconds the stall that is accepted
     */
    private record Delay(double bufferSeconds, double stallSeconds) {}

    /** The shares of a bandwidth that count for a rung and for a higher one. */
    private record Factors(double same, double up) {
        static final Factors WHOLE = new Factors(1, 1);
    }

    @Override
    public Request next(Moment now) {
        return new Request(last.isEmpty() ? first(now) : choose(now), 0);
    }

    private int first(Moment now) {
        Delay delay = new Delay(now.bufferSeconds() / 2, MAX_STARVATION_SECONDS);
        return best(estimator.bitsPerSecond(), ladder.rungs() - 1, delay, Factors.WHOLE)
                .orElse(0);
    }

    private int choose(Moment now) {
        double bandwidth = estimator.bitsPerSecond();
        Factors factors = new Factors(BANDWIDTH_FACTOR, BANDWIDTH_UP_FACTOR);
        int highest = ladder.rungs() - 1;
        if (now.bufferSeconds() > 0) {
            OptionalInt withoutStall = best(bandwidth, highest, new Delay(now.bufferSeconds(), 0), factors);
            if (withoutStall.isPresent()) {
                return withoutStall.getAsInt();
            }
        }
        double stall = Math.min(ladder.seconds(now.chunk() - 1), MAX_STARVATION_SECONDS);
        return best(bandwidth, highest, new Delay(now.bufferSeconds(), stall), factors)
                .orElse(0);
    }

    /** {@code findBestLevel}: the highest rung that the bandwidth carries in time. */
    private OptionalInt best(double bandwidth, int highest, Delay delay, Factors factors) {
        double lastSeconds = meanSeconds;
        for (int rung = highest; rung >= 0; rung--) {
            double share = bandwidth * (rung > last.orElse(0) ? factors.up : factors.same);
            boolean calm = last.isPresent() && delay.bufferSeconds >= 2 * lastSeconds && delay.stallSeconds == 0;
            double bitrate = calm ? ladder.bitsPerSecond(rung) : ladder.peakBitsPerSecond(rung);
            double fetch = estimator.firstByteSeconds() + bitrate * meanSeconds / share;
            if (share >= bitrate && fetch < delay.bufferSeconds + delay.stallSeconds) {
                return OptionalInt.of(rung);
            }
        }
        return OptionalInt.empty();
    }

    @Override
    public void arrived(Moment now, Progress chunk, double stallSeconds) {
        Times times = chunk.times();
        estimator.sampleFirstByte(times.firstByte());
        estimator.sample(
                times.loading() - Math.min(times.firstByte(), estimator.firstByteSeconds()), chunk.totalBytes());
        last = OptionalInt.of(chunk.rung());
    }

    /** {@code _abandonRulesCheck}. */
    @Override
    public OptionalInt abandon(Moment now, Progress chunk) {
        double duration = ladder.seconds(now.chunk());
        double firstByte = estimator.firstByteSeconds();
        double loading = chunk.times().loading();
        // From rung 1 hls.js never goes down: its search for a lower rung leaves out the lowest one.
        if (chunk.rung() <= 1 || loading <= Math.max(firstByte, duration / 2)) {
            return OptionalInt.empty();
        }
        boolean begun = chunk.loadedBytes() > 0;
        double rate = begun ? chunk.bitsPerSecondAfterFirstByte() : estimator.bitsPerSecond();
        double left = chunk.totalBytes() - chunk.loadedBytes();
        double rest = begun ? left * 8 / rate : chunk.totalBytes() * 8 / rate + firstByte;
        if (rest <= now.bufferSeconds()) {
            return OptionalInt.empty();
        }
        int lower = chunk.rung() - 1;
        while (lower > 0 && !(fetch(lower, duration, rate) < Math.min(now.bufferSeconds(), duration + firstByte))) {
            lower--;
        }
        // If it finds none, it takes the lowest one, and the delay of the one above.
        double instead = fetch(Math.max(1, lower), duration, rate);
        if (instead >= rest || instead > MAX_DURATIONS * duration) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(switchDown(now, chunk, lower));
    }

    private double fetch(int rung, double duration, double bitsPerSecond) {
        return estimator.firstByteSeconds() + duration * ladder.peakBitsPerSecond(rung) / bitsPerSecond;
    }

    private int switchDown(Moment now, Progress chunk, int lower) {
        Times times = chunk.times();
        if (chunk.loadedBytes() > 0) {
            estimator.sample(
                    times.loading() - Math.min(times.firstByte(), estimator.firstByteSeconds()), chunk.loadedBytes());
        } else {
            estimator.sampleFirstByte(times.loading());
        }
        double bitrate = ladder.peakBitsPerSecond(lower);
        if (estimator.bitsPerSecond() * BANDWIDTH_UP_FACTOR > bitrate) {
            estimator = new HlsEstimator(bitrate);
        }
        return best(bitrate, lower, new Delay(0, now.bufferSeconds()), Factors.WHOLE)
                .orElse(lower);
    }

    @Override
    public OptionalDouble estimate() {
        return last.isPresent() ? OptionalDouble.of(estimator.bitsPerSecond()) : OptionalDouble.empty();
    }

    @Override
    public double bufferCapSeconds(int rung) {
        return bufferCapSeconds(ladder.peakBitsPerSecond(rung));
    }

    /**
     * How much hls.js buffers of a variant: 60 MB, at least 30 s and at most 600 s.
     *
     * @param bitsPerSecond the variant's {@code BANDWIDTH}, above 0
     */
    public static double bufferCapSeconds(double bitsPerSecond) {
        return Math.clamp(MAX_BUFFER_BITS / bitsPerSecond, MIN_BUFFER_SECONDS, MAX_BUFFER_SECONDS);
    }
}
