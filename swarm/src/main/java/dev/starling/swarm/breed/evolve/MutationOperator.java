package dev.starling.swarm.breed.evolve;

import dev.starling.swarm.breed.genome.Gene;
import dev.starling.swarm.breed.genome.Gene.Role;
import dev.starling.swarm.breed.genome.Genotype;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A way to make a child of two parents of one codec, which is the child's too. What it makes is within all bounds. */
public enum MutationOperator {
    /** One number, by a twentieth of its range. */
    NUDGE {
        @Override
        Genotype breed(Genotype parent, Genotype mate, RandomGenerator random) {
            return drift(parent, 1, 0.05, random);
        }
    },
    /** Two numbers, by a seventh of their ranges. */
    STEP {
        @Override
        Genotype breed(Genotype parent, Genotype mate, RandomGenerator random) {
            return drift(parent, 2, 0.15, random);
        }
    },
    /** One number, by half its range. */
    LEAP {
        @Override
        Genotype breed(Genotype parent, Genotype mate, RandomGenerator random) {
            return drift(parent, 1, 0.5, random);
        }
    },
    /** Five numbers, by a tenth of their ranges. */
    SCATTER {
        @Override
        Genotype breed(Genotype parent, Genotype mate, RandomGenerator random) {
            return drift(parent, 5, 0.1, random);
        }
    },
    /** One free gene, drawn anew. */
    RESAMPLE {
        @Override
        Genotype breed(Genotype parent, Genotype mate, RandomGenerator random) {
            return resample(parent, genes(parent, Role.FREE), random);
        }
    },
    /** One structural gene, drawn anew: the child blends with members of its own kind only. */
    RESTRUCTURE {
        @Override
        Genotype breed(Genotype parent, Genotype mate, RandomGenerator random) {
            return resample(parent, genes(parent, Role.STRUCTURAL), random);
        }
    },
    /** One step more of a gene that buys quality with time; every other time paid for with a step less of another. */
    INVEST {
        @Override
        Genotype breed(Genotype parent, Genotype mate, RandomGenerator random) {
            List<Gene> genes = new ArrayList<>(parent.evolving().stream()
                    .filter(it -> EFFORT.containsKey(it.name()))
                    .toList());
            Genotype child = stepped(parent, genes.remove(random.nextInt(genes.size())), 1);
            if (genes.isEmpty()) {
                return child;
            }
            Gene less = genes.get(random.nextInt(genes.size()));
            return random.nextBoolean() ? child : stepped(child, less, -1);
        }
    },
    /** Each free gene from one of the parents; the structure stays the first one's. */
    CROSS {
        @Override
        Genotype breed(Genotype parent, Genotype mate, RandomGenerator random) {
            Genotype child = parent;
            for (Gene gene : genes(parent, Role.FREE)) {
                if (random.nextBoolean()) {
                    child = child.with(gene, mate.value(gene));
                }
            }
            return child;
        }
    },
    /** All free numbers, beyond the first parent as seen from the second: what made it better, once more. */
    EXTRAPOLATE {
        @Override
        Genotype breed(Genotype parent, Genotype mate, RandomGenerator random) {
            double reach = random.nextDouble();
            Genotype child = parent;
            for (Gene gene : numbers(parent)) {
                double ahead = parent.value(gene) + reach * (parent.value(gene) - mate.value(gene));
                child = child.with(gene, gene.nearest(ahead));
            }
            return child;
        }
    };

    /** The genes of which each step takes time, and the way to more of it. */
    private static final Map<String, Integer> EFFORT = Map.of(
            "bframes",
            1,
            "refs",
            1,
            "subme",
            1,
            "trellis",
            1,
            "x265Subme",
            1,
            "rd",
            1,
            "rdoq",
            1,
            "maxMerge",
            1,
            "svtPreset",
            -1);

    /**
     * Makes a child.
     *
     * @param parent the better of the two
     * @param mate another of the same codec; may be the same
     */
    abstract Genotype breed(Genotype parent, Genotype mate, RandomGenerator random);

    private static List<Gene> genes(Genotype parent, Role role) {
        return parent.evolving().stream().filter(it -> it.role() == role).toList();
    }

    private static List<Gene> numbers(Genotype parent) {
        return genes(parent, Role.FREE).stream()
                .filter(it -> !(it instanceof Gene.Choice))
                .toList();
    }

    private static Genotype stepped(Genotype parent, Gene gene, int steps) {
        int way = EFFORT.getOrDefault(gene.name(), 0);
        return parent.with(gene, gene.nearest(parent.value(gene) + steps * way));
    }

    private static Genotype drift(Genotype parent, int count, double ofRange, RandomGenerator random) {
        List<Gene> genes = new ArrayList<>(numbers(parent));
        Genotype child = parent;
        for (int i = 0; i < count; i++) {
            Gene gene = genes.remove(random.nextInt(genes.size()));
            double range = gene.most() - gene.least();
            double value = gene.nearest(parent.value(gene) + random.nextGaussian() * ofRange * range);
            if (value == parent.value(gene)) {
                // A small step of a coarse gene rounds to none at all: then to the next value, on a side where there is
                // one.
                value = neighbour(gene, value, random);
            }
            child = child.with(gene, value);
        }
        return child;
    }

    private static double neighbour(Gene gene, double value, RandomGenerator random) {
        double unit = switch (gene) {
            case Gene.Real real -> real.resolution();
            case Gene.Whole _, Gene.Choice _ -> 1;
        };
        double stepped = gene.nearest(value + (random.nextBoolean() ? unit : -unit));
        return stepped == value ? gene.nearest(value == gene.least() ? value + unit : value - unit) : stepped;
    }

    /** Of a gene, any value but the parent's. */
    private static Genotype resample(Genotype parent, List<Gene> genes, RandomGenerator random) {
        Gene gene = genes.get(random.nextInt(genes.size()));
        double value = parent.value(gene);
        while (value == parent.value(gene)) {
            value = gene.nearest(gene.least() + random.nextDouble() * (gene.most() - gene.least()));
        }
        return parent.with(gene, value);
    }
}
