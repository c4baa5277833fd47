package dev.starling.swarm.breed.cluster;

import dev.starling.swarm.breed.genome.Genes;
import dev.starling.swarm.title.Cluster;

/**
 * A family that clustering elected. With a picture size and a rung it becomes a {@link Cluster} of a title.
 *
 * @param id its id
 * @param genes its genes
 * @param share its share of the training clips, 0–1: the mean of their probabilities
 */
public record ElectedFamily(FamilyId id, Genes genes, double share) {
    ElectedFamily with(String gene, String value) {
        return new ElectedFamily(id, new Genes(genes.genotype().with(gene, value)), share);
    }
}
