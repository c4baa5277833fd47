package dev.starling.farm.encode;

import dev.starling.swarm.breed.cluster.Classifier;
import dev.starling.swarm.breed.cluster.ClustersFile;
import dev.starling.swarm.breed.cluster.ContentFeature;
import dev.starling.swarm.breed.cluster.ElectedFamily;
import dev.starling.swarm.breed.cluster.FamilyId;
import dev.starling.swarm.breed.cluster.SizeBand;
import dev.starling.swarm.breed.demand.DemandDigest;
import dev.starling.swarm.breed.genome.Genes;
import dev.starling.swarm.breed.genome.Genotype;
import dev.starling.swarm.title.FeatureVector;
import java.util.Arrays;
import java.util.List;

/** Clusters that nobody trained. */
final class GivenFamilies {
    private GivenFamilies() {}

    /** Families to which every clip belongs with given probabilities, whatever it is like. */
    static ClustersFile of(List<Genotype> genotypes, double... probabilities) {
        int features = ContentFeature.values().length;
        double[] ones = new double[features];
        Arrays.fill(ones, 1);
        List<FeatureVector> weights = Arrays.stream(probabilities)
                .mapToObj(p -> {
                    double[] weight = new double[features + 1];
                    weight[0] = Math.log(p);
                    return new FeatureVector(weight);
                })
                .toList();
        Classifier classifier = new Classifier(
                List.of(ContentFeature.values()),
                new FeatureVector(new double[features]),
                new FeatureVector(ones),
                weights);
        List<ElectedFamily> families = genotypes.stream()
                .map(it -> new ElectedFamily(
                        new FamilyId(Character.toString('a' + genotypes.indexOf(it))), new Genes(it), 0.5))
                .toList();
        return ClustersFile.of("", "", List.of(new SizeBand(8192, DemandDigest.EVEN, 0.4, families, classifier)));
    }
}
