package dev.starling.swarm.breed.evolve;

import dev.starling.swarm.breed.genome.Gene;
import dev.starling.swarm.breed.genome.Gene.Role;
import dev.starling.swarm.breed.genome.Genotype;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A way to make a child of two parents of one codec. The child has the same codec, and its genes are within bounds. */
public enum MutationOperator {
    /** Changes one number by a twentieth of its range. */
    NUDGE {
        @Override
        Genotype breed(Genotype parent, Genotype mate, RandomGenerator random) {
            return drift(parent, 1, 0.05, random);
        }
    },
    /** Changes two numbers by a seventh of their ranges. */
    STEP {
        @Override
        Genotype breed(Genotype parent, Genotype mate, RandomGenerator random) {
            return drift(parent, 2, 0.15, random);
        }
    },
    /** Changes one number by half its range. */
    LEAP {
        @Override
        Genotype breed(Genotype parent, Genotype mate, RandomGenerator random) {
            return drift(parent, 1, 0.5, random);
        }
    },
    /** Changes five numbers by a tenth of their ranges. */
    SCATTER {
        @Override
        Genotype breed(Genotype parent, Genotype mate, RandomGenerator random) {
            return drift(parent, 5, 0.1, random);
        }
    },
    /** Draws one free gene anew. */
    RESAMPLE {
        @Override
        Genotype breed(Genotype parent, Genotype mate, RandomGenerator random) {
            return resample(parent, genes(parent, Role.FREE), random);
        }
    },
    /** Draws one structural gene anew. */
    RESTRUCTURE {
        @Override
        Genotype breed(Genotype parent, Genotype mate, RandomGenerator random) {
            return resample(parent, genes(parent, Role.STRUCTURAL), random);
        }
    },
    /** Raises a gene that buys quality with time by a step; half the time, lowers another one in return. */
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
    /** Takes each free gene from either parent; structural genes stay those of the first. */
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
    /** Moves all free numbers from the second parent past the first: further in the direction that made it better. */
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

    /** The genes that trade time for quality, each with the step towards more time. */
    private static final Map<String, Integer> EFFORT = Map.ofEntries(
            Map.entry("bframes", 1),
            Map.entry("refs", 1),
            Map.entry("subme", 1),
            Map.entry("trellis", 1),
            Map.entry("x265Subme", 1),
            Map.entry("rd", 1),
            Map.entry("rdoq", 1),
            Map.entry("maxMerge", 1),
            Map.entry("svtPreset", -1));

    /**
     * Makes a child.
     *
     * @param parent the fitter parent
     * @param mate the other parent, of the same codec; may equal the first
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
        int step = EFFORT.getOrDefault(gene.name(), 0);
        return parent.with(gene, gene.nearest(parent.value(gene) + steps * step));
    }

    /** Changes {@code count} free numbers by a normally distributed part of their range. */
    private static Genotype drift(Genotype parent, int count, double ofRange, RandomGenerator random) {
        List<Gene> genes = new ArrayList<>(numbers(parent));
        Genotype child = parent;
        for (int i = 0; i < count; i++) {
            Gene gene = genes.remove(random.nextInt(genes.size()));
            double range = gene.max() - gene.min();
            double value = gene.nearest(parent.value(gene) + random.nextGaussian() * ofRange * range);
            if (value == parent.value(gene)) {
                // A small step of a coarse gene may round to none: then take a neighbouring value.
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
        return stepped == value ? gene.nearest(value == gene.min() ? value + unit : value - unit) : stepped;
    }

    /** Draws another value for one of the genes. */
    private static Genotype resample(Genotype parent, List<Gene> genes, RandomGenerator random) {
        Gene gene = genes.get(random.nextInt(genes.size()));
        double value = parent.value(gene);
        while (value == parent.value(gene)) {
            value = gene.nearest(gene.min() + random.nextDouble() * (gene.max() - gene.min()));
        }
        return parent.with(gene, value);
    }
}
