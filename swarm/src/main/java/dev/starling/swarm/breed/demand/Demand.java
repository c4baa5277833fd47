package dev.starling.swarm.breed.demand;

import dev.starling.swarm.breed.hull.SizeScaling;
import dev.starling.swarm.curve.RateWeight;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What viewers' paths and screens ask for: which bitrates count how much when profiles are bred and elected. Immutable;
 * the order of the views and the unit of their weights do not matter.
 */
public final class Demand {
    /** No demand: every bitrate counts alike. */
    public static final Demand EVEN = new Demand(List.of());

    /**
     * How far the bitrate of a clip strays from that of its path, in octaves. A view then counts half at 0.44 octaves
     * from its bitrate, less than the distance between the points at which a curve is measured (0.7): its weight falls
     * on two of them at least.
     */
    private static final double SPREAD = 0.25;

    /** Distinct, sorted, with weights whose sum is 1. */
    private final List<View> views;

    private Demand(List<View> views) {
        this.views = views;
    }

    /** Bitrate and lines, in order. */
    private record Wish(double bitsPerSecond, int lines) implements Comparable<Wish> {
        @Override
        public int compareTo(Wish other) {
            int byRate = Double.compare(bitsPerSecond, other.bitsPerSecond);
            return byRate == 0 ? Integer.compare(lines, other.lines) : byRate;
        }
    }

    /**
     * A demand.
     *
     * @param views in any order; equal ones add up
     * @throws IllegalArgumentException if the weights' sum is 0; in one line
     */
    public static Demand of(List<View> views) {
        SortedMap<Wish, Double> weights = new TreeMap<>();
        views.stream()
                .filter(it -> it.weight() > 0)
                .sorted((a, b) -> Double.compare(a.weight(), b.weight()))
                .forEach(it -> weights.merge(new Wish(it.bitsPerSecond(), it.lines()), it.weight(), Double::sum));
        double sum = weights.values().stream().mapToDouble(Double::doubleValue).sum();
        if (!(sum > 0)) {
            throw new IllegalArgumentException("views must have a weight above 0");
        }
        return new Demand(weights.entrySet().stream().map(it -> view(it, sum)).toList());
    }

    private static View view(Map.Entry<Wish, Double> one, double sum) {
        return new View(one.getKey().bitsPerSecond(), one.getKey().lines(), one.getValue() / sum);
    }

    /** The views: all different, bitrates rising, weights with a sum of 1; none if {@link #EVEN}. */
    public List<View> views() {
        return views;
    }

    /**
     * How much each bitrate counts for a clip that is measured at a smaller or larger size than viewers see. A view's
     * bitrate is scaled to the measured size by {@link SizeScaling}.
     *
     * @param lines the short side at which the clip is measured
     */
    public RateWeight weight(int lines) {
        if (views.isEmpty()) {
            return RateWeight.EVEN;
        }
        return new RateWeight.Density(
                views.stream()
                        .map(it -> new RateWeight.Wanted(
                                it.bitsPerSecond() * SizeScaling.bitsFactor(it.lines(), lines), it.weight()))
                        .toList(),
                SPREAD);
    }

    /** The digest. Demands that differ in less than a billionth of the weights may have the same one. */
    public DemandDigest digest() {
        if (views.isEmpty()) {
            return DemandDigest.EVEN;
        }
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform has no SHA-256", e);
        }
        for (View view : views) {
            // Rounded, because sums of other units or another order may differ in their last digits.
            String line =
                    String.format(Locale.ROOT, "%.3f %d %.9f\n", view.bitsPerSecond(), view.lines(), view.weight());
            sha256.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return new DemandDigest(HexFormat.of().formatHex(sha256.digest()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Demand demand && views.equals(demand.views);
    }

    @Override
    public int hashCode() {
        return views.hashCode();
    }

    @Override
    public String toString() {
        return views.isEmpty() ? "even" : views.toString();
    }
}
