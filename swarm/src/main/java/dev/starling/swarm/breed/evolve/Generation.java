package dev.starling.swarm.breed.evolve;

import java.util.Comparator;
import java.util.List;

/**
 * A measured population.
 *
 * @param population the state from which the next generation is bred
 * @param individuals its families, measured on every clip, in the same order
 * @param niches the niches in which they compete
 * @param gained whether the best mean of a niche, or the best gain on a clip, improved
 */
public record Generation(Population population, List<Individual> individuals, List<Niche> niches, boolean gained) {
    public Generation {
        individuals = List.copyOf(individuals);
        niches = List.copyOf(niches);
    }

    /** A population that was measured without breeding; it counts as a gain. */
    static Generation measured(Population population, List<Individual> individuals, List<Niche> niches) {
        return new Generation(population, individuals, niches, true);
    }

    /** The fittest family of a niche; every bred codec has one. */
    public Individual best(Niche niche) {
        return individuals.stream()
                .filter(niche::isOfCodec)
                .max(Comparator.comparingDouble(niche::fitness))
                .orElseThrow();
    }
}
