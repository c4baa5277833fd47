package dev.starling.swarm.steer;

import dev.starling.swarm.title.ClusterId;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * The mixing matrix of one client: {@code diag(softmax(relevance / temperature))} over the clusters, stored as its
 * diagonal.
 *
 * @param diagonal relevance and weight of each cluster of the offer; the weights sum to 1
 */
public record MixingMatrix(Map<ClusterId, Entry> diagonal) {
    /**
     * One element of the diagonal.
     *
     * @param relevance the relevance, in the unit of {@link PolicySettings}
     * @param weight the weight, 0–1
     */
    public record Entry(double relevance, double weight) {}

    public MixingMatrix {
        diagonal = Map.copyOf(diagonal);
    }

    /**
     * The matrix for given relevance scores.
     *
     * @param relevance for at least one cluster
     * @param temperature above 0: the lower, the more weight the best cluster gets
     */
    public static MixingMatrix of(Map<ClusterId, Double> relevance, double temperature) {
        if (relevance.isEmpty() || !(temperature > 0)) {
            throw new IllegalArgumentException("needs a cluster and a temperature above 0: " + relevance.size()
                    + " clusters, temperature " + temperature);
        }
        double most = Collections.max(relevance.values());
        double sum = 0;
        for (double r : relevance.values()) {
            sum += Math.exp((r - most) / temperature);
        }
        Map<ClusterId, Entry> diagonal = HashMap.newHashMap(relevance.size());
        for (Map.Entry<ClusterId, Double> cluster : relevance.entrySet()) {
            double r = cluster.getValue();
            diagonal.put(cluster.getKey(), new Entry(r, Math.exp((r - most) / temperature) / sum));
        }
        return new MixingMatrix(diagonal);
    }

    /** The weight of a cluster; 0 if it is not in the matrix. */
    public double weight(ClusterId cluster) {
        Entry entry = diagonal.get(cluster);
        return entry == null ? 0 : entry.weight();
    }

    /**
     * The relevance of a cluster.
     *
     * @throws IllegalArgumentException if it is not in the matrix
     */
    public double relevance(ClusterId cluster) {
        Entry entry = diagonal.get(cluster);
        if (entry == null) {
            throw new IllegalArgumentException("cluster " + cluster + " is not in the matrix");
        }
        return entry.relevance();
    }
}
