package dev.starling.swarm.breed.cluster;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.starling.swarm.breed.demand.DemandDigest;
import dev.starling.swarm.profile.Codec;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The elected families for one band of picture sizes, and the classifier that assigns clips to them.
 *
 * @param maxLines the upper limit of the band: short sides up to this many lines and above the band before
 * @param demand what its families were elected for
 * @param temperature τ, in points of quality, of the assignment that the classifier was trained on
 * @param families at least one, with different ids, all of one codec
 * @param classifier has a weight vector for each family, in the same order
 */
public record SizeBand(
        @JsonProperty("mostLines") int maxLines,
        DemandDigest demand,
        double temperature,
        @JsonProperty("clusters") List<ElectedFamily> families,
        Classifier classifier) {
    public SizeBand {
        families = List.copyOf(families);
        boolean distinct =
                new HashSet<>(families.stream().map(ElectedFamily::id).toList()).size() == families.size();
        if (families.isEmpty() || !distinct || !(temperature > 0) || maxLines < 1) {
            throw new IllegalArgumentException(
                    "a band needs lines and a temperature above 0, and clusters with different ids");
        }
        if (families.stream().map(SizeBand::codecOf).distinct().count() > 1) {
            throw new IllegalArgumentException("the clusters of a band must be of one codec");
        }
        if (classifier.weights().size() != families.size()) {
            throw new IllegalArgumentException(
                    "a classifier of " + classifier.weights().size() + " clusters does not fit " + families.size());
        }
    }

    private static Codec codecOf(ElectedFamily family) {
        return family.genes().genotype().codec();
    }

    /** The codec of all its families. */
    public Codec codec() {
        return codecOf(families.getFirst());
    }

    /**
     * A family and a clip's probability for it.
     *
     * @param family the family
     * @param probability 0–1
     */
    public record Assigned(ElectedFamily family, double probability) {}

    /** A clip's probability for every family, in their order; the sum is 1. */
    public List<Assigned> assign(ContentFeatures clip) {
        List<Double> probabilities = classifier.classify(clip);
        return IntStream.range(0, families.size())
                .mapToObj(i -> new Assigned(families.get(i), probabilities.get(i)))
                .toList();
    }
}
