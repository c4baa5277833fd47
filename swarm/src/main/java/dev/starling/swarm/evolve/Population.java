package dev.starling.swarm.evolve;

import dev.starling.swarm.genome.Genotype;
import java.util.ArrayList;
import java.util.List;

/**
 * What evolution starts from and comes to; the next generation follows from it and from nothing but measurements.
 *
 * @param seed of all that is drawn
 * @param generation how many generations were bred so far
 * @param genotypes the families that live, fittest first within each niche; all different
 * @param bandit what is known of the mutation operators
 * @param history how good all generations so far were, in the first niche; nothing is bred from it
 */
public record Population(
        long seed, int generation, List<Genotype> genotypes, OperatorBandit bandit, List<Hull> history) {
    public Population {
        history = List.copyOf(history);
        genotypes = genotypes.stream().map(Genotype::family).distinct().toList();
        if (genotypes.isEmpty() || generation < 0) {
            throw new IllegalArgumentException(
                    "A population needs a genotype and a generation from 0: " + genotypes.size() + ", " + generation);
        }
    }

    /**
     * The declared grid: libx264's presets medium and slow with less and less of adaptive quantisation and psycho-visual optimisation;
     * with more references and B pictures, and what time these leave spent on mode decision; and the preset medium as it is.
     */
    public static Population initial(long seed) {
        Genotype medium = Genotype.USUAL;
        Genotype slow = Genotype.USUAL.with("preset", "slow").with("subme", "8").with("trellis", "2");
        List<Genotype> grid = new ArrayList<>(List.of(medium.with("psyRd", "1")));
        for (Genotype preset : List.of(medium, slow)) {
            grid.add(preset.with("psyRd", "0.4").with("aqStrength", "0.6"));
            grid.add(preset.with("aqStrength", "0.3"));
        }
        Genotype wide = medium.with("refs", "4").with("bframes", "5");
        grid.add(wide.with("aqStrength", "0.3"));
        for (Genotype preset :
                List.of(wide.with("subme", "8"), slow.with("refs", "5").with("bframes", "5"))) {
            grid.add(preset.with("aqStrength", "0.8"));
            grid.add(preset.with("aqStrength", "0.3"));
            grid.add(preset.with("aqMode", "0").with("deblockAlpha", "-1").with("deblockBeta", "-1"));
        }
        return new Population(seed, 0, grid, OperatorBandit.NEW, List.of());
    }
}
