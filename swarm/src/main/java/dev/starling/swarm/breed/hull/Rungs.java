package dev.starling.swarm.breed.hull;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The qualities that a title aims at in every clip, in VMAF NEG, and the bitrates between which it does.
 *
 * @param best the quality of the top rung, 20–100
 * @param worst no rung is below it, 0 to {@code best}
 * @param step the difference between neighbouring rungs, above 0
 * @param bitrates the bitrates that members should have
 */
public record Rungs(double best, double worst, double step, Bitrates bitrates) {
    /**
     * Bitrates in bits per second.
     *
     * @param min a clip gets no rung below its first member that needs at most this; at least 0
     * @param max no member needs more, unless a clip's least one does; above {@code min}, infinite for any bitrate
     */
    public record Bitrates(double min, double max) {
        /** The default: a path that carries less than the lowest is rare, and there is no highest. */
        public static final Bitrates USUAL = new Bitrates(150_000, Double.POSITIVE_INFINITY);

        public Bitrates {
            if (!(min >= 0)) {
                throw new IllegalArgumentException("min-bitrate must not be negative: " + min / 1e3);
            }
            if (!(max > min)) {
                throw new IllegalArgumentException("max-bitrate must be above min-bitrate: " + max / 1e3);
            }
        }
    }

    /** More bits than this quality needs are not seen. */
    public static final double BEST = 95;
    /** Below it, hardly anybody watches. */
    public static final double WORST = 40;
    /**
     * The usual distance of rungs. With the search's tolerance, neighbouring members then differ by at most 6 in nearly
     * all cases, about one just-noticeable difference.
     */
    public static final double STEP = 5;
    /** The default. */
    public static final Rungs USUAL = new Rungs(BEST, WORST, STEP, Bitrates.USUAL);

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
        return new Rungs(best, worst, Math.max(step, wide), bitrates);
    }
}
