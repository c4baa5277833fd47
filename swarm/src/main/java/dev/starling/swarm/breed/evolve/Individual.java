package dev.starling.swarm.breed.evolve;

import dev.starling.swarm.breed.genome.Genotype;
import java.util.List;

/**
 * A family that was measured on every training clip.
 *
 * @param genotype its genes
 * @param evaluations one per clip
 */
public record Individual(Genotype genotype, List<Evaluation> evaluations) {
    public Individual {
        evaluations = List.copyOf(evaluations);
    }
}
