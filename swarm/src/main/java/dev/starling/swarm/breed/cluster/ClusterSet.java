package dev.starling.swarm.breed.cluster;

import dev.starling.swarm.profile.Codec;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The clusters of one band of picture sizes, and what assigns a clip to them.
 *
 * @param mostLines the band: short sides up to this many lines, above the band before
 * @param temperature τ, in points of quality, of the assignment that the classifier was trained on
 * @param clusters at least one, with different ids and families of one codec
 * @param classifier with a weight vector for each cluster, in order
 */
public record ClusterSet(int mostLines, double temperature, List<ProfileCluster> clusters, Classifier classifier) {
    public ClusterSet {
        clusters = List.copyOf(clusters);
        boolean distinct =
                new HashSet<>(clusters.stream().map(ProfileCluster::id).toList()).size() == clusters.size();
        if (clusters.isEmpty() || !distinct || !(temperature > 0) || mostLines < 1) {
            throw new IllegalArgumentException(
                    "a band needs lines and a temperature above 0, and clusters with different ids");
        }
        if (clusters.stream().map(ClusterSet::codecOf).distinct().count() > 1) {
            throw new IllegalArgumentException("the clusters of a band are of one codec");
        }
        if (classifier.weights().size() != clusters.size()) {
            throw new IllegalArgumentException(
                    "a classifier of " + classifier.weights().size() + " clusters does not fit " + clusters.size());
        }
    }

    private static Codec codecOf(ProfileCluster cluster) {
        return cluster.genes().genotype().codec();
    }

    /** The codec of all its families. */
    public Codec codec() {
        return codecOf(clusters.getFirst());
    }

    /**
     * A cluster and its probability for some clip.
     *
     * @param cluster which
     * @param probability 0–1
     */
    public record Assigned(ProfileCluster cluster, double probability) {}

    /** The probability of every cluster for a clip, in the clusters' order; their sum is 1. */
    public List<Assigned> assign(ContentFeatures clip) {
        List<Double> probabilities = classifier.classify(clip);
        return IntStream.range(0, clusters.size())
                .mapToObj(i -> new Assigned(clusters.get(i), probabilities.get(i)))
                .toList();
    }
}
