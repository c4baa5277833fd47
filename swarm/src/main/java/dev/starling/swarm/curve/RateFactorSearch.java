package dev.starling.swarm.curve;

import java.util.NavigableMap;
import java.util.Optional;

/**
 * Finds the rate factor at which a quality is met, from few encodings: quality falls with the rate factor, nearly as a
 * straight line does.
 *
 * @param target the quality to be met
 * @param tolerance how far from it is near enough, above 0
 * @param least the best rate factor that may be tried; this and the next in whole steps of {@value STEP}
 * @param most the worst
 */
public record RateFactorSearch(double target, double tolerance, double least, double most) {
    /** Rate factors nearer to each other make no difference that anybody could see. */
    static final double STEP = 0.25;

    private static final double START = 25;
    /** How much quality a rate factor costs, until it is known: in points of VMAF where it is not near 100. */
    private static final double USUAL_SLOPE = -1.5;
    /** Of a curve so flat the next factor would be anywhere. */
    private static final double FLATTEST_SLOPE = -0.1;
    /** After so many encodings the straight line has proved a bad guess; halving ends surely. */
    private static final int MOST_GUESSES = 5;

    public RateFactorSearch {
        if (!(tolerance > 0) || !(least < most) || !Double.isFinite(target)) {
            throw new IllegalArgumentException("needs a target, a tolerance above 0 and room: " + target + ", "
                    + tolerance + ", " + least + "–" + most);
        }
    }

    /** What to do next. */
    public sealed interface Step {
        /** Encode at this factor, and ask again. */
        record Encode(double rateFactor) implements Step {}

        /**
         * There is none nearer: within the tolerance, unless the quality is out of reach or jumps over the target.
         *
         * @param quality that was measured there
         */
        record Nearest(double rateFactor, double quality) implements Step {}
    }

    /**
     * What to do next.
     *
     * @param measured the quality at every factor that was encoded so far
     */
    public Step step(NavigableMap<Double, Double> measured) {
        if (measured.isEmpty()) {
            return new Step.Encode(Math.clamp(START, least, most));
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
        double limit = tooBad.isPresent() ? least : most;
        if (edge == limit) {
            return nearest;
        }
        double ahead = edge + (target - quality(measured, edge)) / slope(measured);
        double atLeastAStep = tooBad.isPresent() ? Math.min(ahead, edge - STEP) : Math.max(ahead, edge + STEP);
        return new Step.Encode(Math.clamp(rounded(atLeastAStep), least, most));
    }

    private Step between(double good, double bad, NavigableMap<Double, Double> measured, Step.Nearest nearest) {
        if (bad - good < 2 * STEP) {
            return nearest;
        }
        double share = (quality(measured, good) - target) / (quality(measured, good) - quality(measured, bad));
        double guess = measured.size() < MOST_GUESSES ? good + share * (bad - good) : (good + bad) / 2;
        return new Step.Encode(Math.clamp(rounded(guess), good + STEP, bad - STEP));
    }

    private Step.Nearest nearest(NavigableMap<Double, Double> measured) {
        Step.Nearest nearest =
                new Step.Nearest(measured.firstKey(), measured.firstEntry().getValue());
        for (var point : measured.entrySet()) {
            // Of equals, the one that takes fewest bits.
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
        return Math.min(FLATTEST_SLOPE, fall / (measured.lastKey() - measured.firstKey()));
    }

    private static double quality(NavigableMap<Double, Double> measured, double factor) {
        return measured.getOrDefault(factor, Double.NaN);
    }

    private static double rounded(double factor) {
        return Math.rint(factor / STEP) * STEP;
    }
}
