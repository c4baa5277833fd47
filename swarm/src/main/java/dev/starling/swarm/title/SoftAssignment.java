package dev.starling.swarm.title;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.starling.swarm.curve.RateQualityCurve;
import dev.starling.swarm.curve.RateQualityPoint;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * For one clip, a probability for every cluster: {@code p(c) ∝ exp(−distance(c) / τ)}.
 *
 * @param probabilities each 0–1, their sum 1 (within 1e-6)
 */
public record SoftAssignment(@JsonValue SortedMap<ClusterId, Double> probabilities) {
    @JsonCreator
    public SoftAssignment {
        double sum = 0;
        for (double p : probabilities.values()) {
            if (!(p >= 0 && p <= 1)) {
                throw new IllegalArgumentException("Not a probability: " + p);
            }
            sum += p;
        }
        if (Math.abs(sum - 1) > 1e-6) {
            throw new IllegalArgumentException("Probabilities must sum to 1: " + sum);
        }
        probabilities = Collections.unmodifiableSortedMap(new TreeMap<>(probabilities));
    }

    /**
     * What one encoding of a clip measured.
     *
     * @param cluster the cluster under whose centroid it was made
     * @param group the blend group of that cluster, whose other encodings make up its profile family
     * @param point bitrate and quality
     */
    public record Measured(ClusterId cluster, BlendGroupId group, RateQualityPoint point) {}

    /**
     * The assignment of a clip whose encodings were all measured. The distance of a cluster is the mean height of the
     * area between the clip's own optimum (the upper hull of all its encodings) and the hull of the cluster's profile
     * family, over the bitrates for which the cluster stands: half-way, on the logarithmic scale, to its neighbours in
     * the family.
     *
     * @param encodings at least one; each cluster once
     * @param temperature τ, in units of quality, above 0: at a distance of τ a cluster's weight falls to 1/e
     */
    public static SoftAssignment ofMeasured(Collection<Measured> encodings, double temperature) {
        RateQualityCurve optimum = RateQualityCurve.upperHull(
                encodings.stream().map(Measured::point).toList());
        Map<BlendGroupId, List<RateQualityPoint>> families = encodings.stream()
                .sorted(Comparator.comparingDouble(it -> it.point().bitsPerSecond()))
                .collect(groupingBy(Measured::group, mapping(Measured::point, toList())));
        return ofDistances(
                encodings.stream()
                        .collect(toMap(
                                Measured::cluster,
                                it -> distance(optimum, families.getOrDefault(it.group(), List.of()), it.point()))),
                temperature);
    }

    /** {@code family}: bitrates rising, {@code point} among them. */
    private static double distance(RateQualityCurve optimum, List<RateQualityPoint> family, RateQualityPoint point) {
        int i = family.indexOf(point);
        double rate = point.bitsPerSecond();
        double from = i == 0 ? rate : Math.sqrt(rate * family.get(i - 1).bitsPerSecond());
        double to = i == family.size() - 1
                ? rate
                : Math.sqrt(rate * family.get(i + 1).bitsPerSecond());
        double familyMean = RateQualityCurve.upperHull(family).meanQuality(from, to);
        return Math.max(0, optimum.meanQuality(from, to) - familyMean);
    }

    /**
     * The assignment that distances give.
     *
     * @param distances at least one, each at least 0
     * @param temperature τ, above 0
     */
    public static SoftAssignment ofDistances(Map<ClusterId, Double> distances, double temperature) {
        if (distances.isEmpty() || !(temperature > 0)) {
            throw new IllegalArgumentException("Needs a cluster and a temperature above 0: " + distances.size()
                    + " clusters, temperature " + temperature);
        }
        double nearest = Collections.min(distances.values());
        SortedMap<ClusterId, Double> weights = new TreeMap<>();
        distances.forEach((cluster, distance) -> weights.put(cluster, Math.exp((nearest - distance) / temperature)));
        double sum = weights.values().stream().mapToDouble(Double::doubleValue).sum();
        weights.replaceAll((cluster, weight) -> weight / sum);
        return new SoftAssignment(weights);
    }

    /**
     * The assignment to some of the clusters, as if there were no others.
     *
     * @throws IllegalArgumentException if none of them is probable
     */
    public SoftAssignment among(Collection<ClusterId> clusters) {
        double sum = clusters.stream().mapToDouble(this::of).sum();
        SortedMap<ClusterId, Double> among = new TreeMap<>();
        clusters.forEach(it -> among.put(it, of(it) / sum));
        return new SoftAssignment(among);
    }

    /** The probability of a cluster; 0 where it is not named. */
    public double of(ClusterId cluster) {
        return probabilities.getOrDefault(cluster, 0.0);
    }

    /**
     * The clusters whose members are worth delivering: those that are not negligible, and in every blend group the most
     * probable one, so that every group can play the whole title.
     *
     * @param group names each cluster's blend group
     * @param negligible ε: the least probability that counts
     */
    public Set<ClusterId> delivered(Function<ClusterId, BlendGroupId> group, double negligible) {
        Set<ClusterId> delivered = new HashSet<>(probabilities.keySet().stream()
                .filter(cluster -> of(cluster) >= negligible)
                .collect(toSet()));
        probabilities.keySet().stream()
                .collect(groupingBy(group))
                .values()
                .forEach(clusters -> delivered.add(Collections.max(clusters, Comparator.comparingDouble(this::of))));
        return Collections.unmodifiableSet(delivered);
    }
}
