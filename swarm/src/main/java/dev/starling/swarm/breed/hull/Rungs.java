package dev.starling.swarm.breed.hull;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The qualities that a title aims at in every clip, in VMAF NEG, and the bitrates between which it does.
 *
 * @param best the quality of the top rung, 20–100
 * @param worst no rung is below it, 0 to {@code best}
 * @param step the difference between neighbouring rungs, above 0
 * @param minBitsPerSecond a clip gets no rung below its first member that needs at most this
 * @param maxBitsPerSecond no member needs more, unless a clip's least one does; infinite if any bitrate is allowed
 */
public record Rungs(double best, double worst, double step, double minBitsPerSecond, double maxBitsPerSecond) {
    /** More bits than this quality needs are not seen. */
    public static final double BEST = 95;
    /** Below it, hardly anybody watches. */
    public static final double WORST = 40;
    /**
     * The usual distance of rungs. With the search's tolerance, neighbouring members then differ by at most 6 in nearly
     * all cases, about one just-noticeable difference.
     */
    public static final double STEP = 5;
    /** A path that carries less is rare. */
    public static final double MIN_BITS_PER_SECOND = 150_000;

    /** The default. */
    public static final Rungs USUAL = new Rungs(BEST, WORST, STEP, MIN_BITS_PER_SECOND, Double.POSITIVE_INFINITY);

    public Rungs {
        if (!(best >= 20 && best <= 100)) {
            throw new IllegalArgumentException("max-quality must be 20 to 100: " + best);
        }
        if (!(worst >= 0 && worst <= best)) {
            throw new IllegalArgumentException("min-quality must be 0 to max-quality: " + worst);
        }
        if (!(step > 0)) {
            throw new IllegalArgumentException("step must be positive: " + step);
        }
        if (!(minBitsPerSecond >= 0)) {
            throw new IllegalArgumentException("min-bitrate must not be negative: " + minBitsPerSecond / 1e3);
        }
        if (!(maxBitsPerSecond > minBitsPerSecond)) {
            throw new IllegalArgumentException("max-bitrate must be above min-bitrate: " + maxBitsPerSecond / 1e3);
        }
    }

    /** The qualities, best first. */
    public List<Double> qualities() {
        int below = (int) Math.floor((best - worst) / step + 1e-9);
        return IntStream.rangeClosed(0, below).mapToObj(i -> best - i * step).toList();
    }

    /**
     * The same range with at most so many rungs.
     *
     * @param count at least 1
     */
    public Rungs withAtMost(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("max-members must be at least 1: " + count);
        }
        double wide = count == 1 ? best - worst + 1 : (best - worst) / (count - 1);
        return new Rungs(best, worst, Math.max(step, wide), minBitsPerSecond, maxBitsPerSecond);
    }
}
