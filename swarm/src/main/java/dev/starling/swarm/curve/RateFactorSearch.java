package dev.starling.swarm.curve;

import java.util.NavigableMap;
import java.util.Optional;

/**
 * Finds the rate factor that meets a quality target with few encodings. Quality falls with the rate factor, nearly
 * along a straight line.
 *
 * @param target the quality to meet
 * @param tolerance the accepted difference from it, above 0
 * @param min the lowest, best rate factor to try; all further ones are in steps of {@value STEP}
 * @param max the highest, worst rate factor to try
 */
public record RateFactorSearch(double target, double tolerance, double min, double max) {
    /** Rate factors closer than this are visually the same. */
    static final double STEP = 0.25;

    private static final double START = 25;
    /** Change of quality per unit of rate factor, until it is known: in points of VMAF well below 100. */
    private static final double USUAL_SLOPE = -1.5;
    /** With a flatter slope, the next guess could be anywhere. */
    private static final double MAX_SLOPE = -0.1;
    /** After this many encodings the straight line has failed; bisection always ends. */
    private static final int MAX_GUESSES = 5;

    public RateFactorSearch {
        if (!(tolerance > 0) || !(min < max) || !Double.isFinite(target)) {
            throw new IllegalArgumentException("needs a finite target, a tolerance above 0 and min below max: " + target
                    + ", " + tolerance + ", " + min + "–" + max);
        }
    }

    /** The next step of a search. */
    public sealed interface Step {
        /** Encode at this rate factor, then call {@link RateFactorSearch#step} again. */
        record Encode(double rateFactor) implements Step {}

        /**
         * The result: the rate factor that comes closest. It is within the tolerance unless the target is out of reach
         * or quality jumps over it.
         *
         * @param quality the quality measured there
         */
        record Nearest(double rateFactor, double quality) implements Step {}
    }

    /**
     * The next step.
     *
     * @param measured the quality at every rate factor encoded so far
     */
    public Step step(NavigableMap<Double, Double> measured) {
        if (measured.isEmpty()) {
            return new Step.Encode(Math.clamp(START, min, max));
        }
        Step.Nearest nearest = nearest(measured);
        if (Math.abs(nearest.quality() - target) <= tolerance) {
            return nearest;
        }
        Optional<Double> tooBad = measured.keySet().stream()
                .filter(factor -> measured.getOrDefault(factor, target) < target)
                .findFirst();
        Optional<Double> goodEnough = measured.descendingMap().keySet().stream()
                .filter(factor -> measured.getOrDefault(factor, target) >= target)
                .filter(factor -> factor < tooBad.orElse(Double.POSITIVE_INFINITY))
                .findFirst();
        if (tooBad.isPresent() && goodEnough.isPresent()) {
            return between(goodEnough.get(), tooBad.get(), measured, nearest);
        }
        double edge = tooBad.isPresent() ? measured.firstKey() : measured.lastKey();
        double limit = tooBad.isPresent() ? min : max;
        if (edge == limit) {
            return nearest;
        }
        double ahead = edge + (target - quality(measured, edge)) / slope(measured);
        double atLeastAStep = tooBad.isPresent() ? Math.min(ahead, edge - STEP) : Math.max(ahead, edge + STEP);
        return new Step.Encode(Math.clamp(rounded(atLeastAStep), min, max));
    }

    private Step between(double good, double bad, NavigableMap<Double, Double> measured, Step.Nearest nearest) {
        if (bad - good < 2 * STEP) {
            return nearest;
        }
        double fraction = (quality(measured, good) - target) / (quality(measured, good) - quality(measured, bad));
        double guess = measured.size() < MAX_GUESSES ? good + fraction * (bad - good) : (good + bad) / 2;
        return new Step.Encode(Math.clamp(rounded(guess), good + STEP, bad - STEP));
    }

    private Step.Nearest nearest(NavigableMap<Double, Double> measured) {
        Step.Nearest nearest =
                new Step.Nearest(measured.firstKey(), measured.firstEntry().getValue());
        for (var point : measured.entrySet()) {
            // Of equally close ones, the one with the fewest bits.
            if (Math.abs(point.getValue() - target) <= Math.abs(nearest.quality() - target)) {
                nearest = new Step.Nearest(point.getKey(), point.getValue());
            }
        }
        return nearest;
    }

    private static double slope(NavigableMap<Double, Double> measured) {
        if (measured.size() == 1) {
            return USUAL_SLOPE;
        }
        double fall = measured.lastEntry().getValue() - measured.firstEntry().getValue();
        return Math.min(MAX_SLOPE, fall / (measured.lastKey() - measured.firstKey()));
    }

    private static double quality(NavigableMap<Double, Double> measured, double factor) {
        return measured.getOrDefault(factor, Double.NaN);
    }

    private static double rounded(double factor) {
        return Math.rint(factor / STEP) * STEP;
    }
}
