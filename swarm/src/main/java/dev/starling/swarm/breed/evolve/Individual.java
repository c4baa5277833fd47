package dev.starling.swarm.breed.evolve;

import dev.starling.swarm.breed.genome.Genotype;
import java.util.List;

/**
 * A profile family that was measured on every training clip.
 *
 * @param genotype its genes
 * @param evaluations one for each clip
 */
public record Individual(Genotype genotype, List<Evaluation> evaluations) {
    public Individual {
        evaluations = List.copyOf(evaluations);
    }
}
