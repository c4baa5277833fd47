package dev.starling.benchmarks;

import dev.starling.swarm.curve.RateQualityPoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The best that choosing one encoding for each stretch of a title can give: for every λ, each stretch takes the
 * encoding with the least bits + λ · loss of quality. All stretches then have the same slope, so no other choice with
 * as few bits has a higher mean quality.
 */
final class ConstantSlope {
    /**
     * An encoding of a stretch.
     *
     * @param quality the mean over its pictures
     */
    record Choice(double bits, double quality) {}

    /**
     * A stretch of a title and its encodings.
     *
     * @param choices at least one
     */
    record Stretch(double seconds, List<Choice> choices) {
        Stretch {
            choices = List.copyOf(choices);
        }
    }

    /** From one encoding of a stretch to the next on its hull. */
    private record Step(double bits, double quality) {
        double slope() {
            return quality / bits;
        }
    }

    private ConstantSlope() {}

    /**
     * The mean bitrate and mean quality of the title as λ grows, from the least bits of every stretch to its highest
     * quality. Qualities are weighted by duration.
     */
    static List<RateQualityPoint> curve(List<Stretch> stretches) {
        double seconds = stretches.stream().mapToDouble(Stretch::seconds).sum();
        double bits = 0;
        double quality = 0;
        List<Step> steps = new ArrayList<>();
        for (Stretch stretch : stretches) {
            List<Choice> hull = hull(stretch.choices());
            bits += hull.getFirst().bits();
            quality += hull.getFirst().quality() * stretch.seconds();
            for (int i = 1; i < hull.size(); i++) {
                steps.add(new Step(
                        hull.get(i).bits() - hull.get(i - 1).bits(),
                        (hull.get(i).quality() - hull.get(i - 1).quality()) * stretch.seconds()));
            }
        }
        // Slopes fall along a hull, so a stretch takes its steps in order.
        steps.sort(Comparator.comparingDouble(Step::slope).reversed());
        List<RateQualityPoint> points = new ArrayList<>();
        points.add(new RateQualityPoint(bits / seconds, quality / seconds));
        for (Step step : steps) {
            bits += step.bits();
            quality += step.quality();
            points.add(new RateQualityPoint(bits / seconds, quality / seconds));
        }
        return points;
    }

    /** The upper hull of quality over bits, from the least bits to the highest quality. */
    static List<Choice> hull(List<Choice> choices) {
        List<Choice> hull = new ArrayList<>();
        for (Choice choice : undominated(choices)) {
            while (hull.size() > 1 && !isAbove(hull.getLast(), hull.get(hull.size() - 2), choice)) {
                hull.removeLast();
            }
            hull.add(choice);
        }
        return hull;
    }

    private static boolean isAbove(Choice middle, Choice before, Choice after) {
        return (middle.quality() - before.quality()) * (after.bits() - before.bits())
                > (after.quality() - before.quality()) * (middle.bits() - before.bits());
    }

    /** The encodings that no other one of at most as many bits equals in quality; bits and quality rise. */
    static List<Choice> undominated(List<Choice> choices) {
        List<Choice> best = new ArrayList<>();
        for (Choice choice : choices.stream()
                .sorted(Comparator.comparingDouble(Choice::bits)
                        .thenComparing(
                                Comparator.comparingDouble(Choice::quality).reversed()))
                .toList()) {
            if (best.isEmpty() || choice.quality() > best.getLast().quality()) {
                best.add(choice);
            }
        }
        return best;
    }

    /** The bitrate at a mean quality, on a straight line in the logarithm of the rate; empty outside the curve. */
    static OptionalDouble bitsPerSecondAt(List<RateQualityPoint> curve, double quality) {
        for (int i = 1; i < curve.size(); i++) {
            RateQualityPoint lower = curve.get(i - 1);
            RateQualityPoint upper = curve.get(i);
            if (lower.quality() <= quality && quality <= upper.quality() && lower.quality() < upper.quality()) {
                double share = (quality - lower.quality()) / (upper.quality() - lower.quality());
                return OptionalDouble.of(
                        lower.bitsPerSecond() * Math.pow(upper.bitsPerSecond() / lower.bitsPerSecond(), share));
            }
        }
        return OptionalDouble.empty();
    }
}
