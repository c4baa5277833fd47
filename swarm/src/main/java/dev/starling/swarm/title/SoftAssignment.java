package dev.starling.swarm.title;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A clip's probability for every cluster: {@code p(c) ∝ exp(−distance(c) / τ)}.
 *
 * @param probabilities each 0–1, their sum 1 (within 1e-6)
 */
public record SoftAssignment(@JsonValue SortedMap<ClusterId, Double> probabilities) {
    @JsonCreator
    public SoftAssignment {
        double sum = 0;
        for (double p : probabilities.values()) {
            if (!(p >= 0 && p <= 1)) {
                throw new IllegalArgumentException("not a probability: " + p);
            }
            sum += p;
        }
        if (Math.abs(sum - 1) > 1e-6) {
            throw new IllegalArgumentException("probabilities must sum to 1: " + sum);
        }
        probabilities = Collections.unmodifiableSortedMap(new TreeMap<>(probabilities));
    }

    /**
     * The assignment of a clip at given distances from the clusters.
     *
     * @param distances at least one, each at least 0
     * @param temperature τ, in the unit of the distances, above 0: at a distance of τ a cluster's weight falls to 1/e
     */
    public static SoftAssignment ofDistances(Map<ClusterId, Double> distances, double temperature) {
        if (distances.isEmpty() || !(temperature > 0)) {
            throw new IllegalArgumentException("needs a cluster and a temperature above 0: " + distances.size()
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
     * The assignment to some of the clusters alone.
     *
     * @throws IllegalArgumentException if none of them is probable
     */
    public SoftAssignment among(Collection<ClusterId> clusters) {
        double sum = clusters.stream().mapToDouble(this::of).sum();
        SortedMap<ClusterId, Double> among = new TreeMap<>();
        clusters.forEach(it -> among.put(it, of(it) / sum));
        return new SoftAssignment(among);
    }

    /** The probability of a cluster; 0 if the assignment does not name it. */
    public double of(ClusterId cluster) {
        return probabilities.getOrDefault(cluster, 0.0);
    }
}
