package dev.starling.swarm.breed.evolve;

import java.util.Comparator;
import java.util.List;

/**
 * A generation and what is known of it.
 *
 * @param population what the next generation is bred from
 * @param individuals those of the population, measured on every clip, in the same order
 * @param niches in which they compete
 * @param children how many were bred for this generation
 * @param gained whether some niche's best on average, or a clip's best, became better
 */
public record Generation(
        Population population, List<Individual> individuals, List<Niche> niches, int children, boolean gained) {
    public Generation {
        individuals = List.copyOf(individuals);
        niches = List.copyOf(niches);
    }

    /** The fittest in a niche; there is one, since every codec that is bred has families. */
    public Individual best(Niche niche) {
        return individuals.stream()
                .filter(niche::isOfCodec)
                .max(Comparator.comparingDouble(niche::fitness))
                .orElseThrow();
    }
}
