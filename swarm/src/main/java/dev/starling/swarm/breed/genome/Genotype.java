package dev.starling.swarm.breed.genome;

import dev.starling.swarm.breed.genome.Gene.Choice;
import dev.starling.swarm.breed.genome.Gene.Role;
import dev.starling.swarm.profile.Codec;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * An immutable value for every gene of the {@link Genome} that its codec expresses, and no others: different genotypes
 * of one codec are different encoder settings.
 */
public final class Genotype {
    /** Every gene at its usual value: libx264's preset medium without psycho-visual optimisation. */
    public static final Genotype USUAL =
            new Genotype(Genome.GENES.stream().mapToDouble(Gene::usual).toArray());

    /** One per gene of the genome; genes that the codec does not express have their usual values. */
    private final double[] values;

    private Genotype(double[] values) {
        this.values = values;
    }

    /** The genotype of a codec with every gene at its usual value. */
    public static Genotype usual(Codec codec) {
        return USUAL.with(Genome.CODEC.name(), Genome.name(codec));
    }

    /** The coding standard. */
    public Codec codec() {
        return Genome.codec(this);
    }

    /** The genes that the codec expresses, in the genome's order. */
    public List<Gene> genes() {
        return Genome.genes(codec());
    }

    /** The genes that evolve: those of a family, without the codec, which is inherited. */
    public List<Gene> evolving() {
        return genes().stream()
                .filter(it -> it.role() != Role.RATE && !it.equals(Genome.CODEC))
                .toList();
    }

    /** The value of a gene that the codec expresses; for a choice, the index of the option. */
    public double value(Gene gene) {
        return values[Genome.GENES.indexOf(gene)];
    }

    /**
     * This genotype with another value of one gene. A new codec drops the genes that it does not express; genes that
     * only the new codec expresses get their usual values.
     *
     * @throws IllegalArgumentException if the codec does not express the gene, or the value is out of bounds
     */
    public Genotype with(Gene gene, double value) {
        if (!gene.codecs().contains(codec())) {
            throw new IllegalArgumentException("codec " + text(Genome.CODEC) + " has no gene " + gene.name());
        }
        if (!gene.admits(value)) {
            throw new IllegalArgumentException(
                    switch (gene) {
                        case Choice choice -> gene.name() + " must be one of " + String.join(", ", choice.options());
                        case Gene.Whole _, Gene.Real _ ->
                            String.format(
                                    Locale.ROOT,
                                    "%s must be %s within %s … %s: %s",
                                    gene.name(),
                                    gene instanceof Gene.Whole ? "a whole number" : "a number",
                                    number(gene.min()),
                                    number(gene.max()),
                                    number(value));
                    });
        }
        double[] changed = values.clone();
        // Adding 0.0 turns a negative zero into zero, as in files.
        changed[Genome.GENES.indexOf(gene)] = gene.nearest(value) + 0.0;
        return gene.equals(Genome.CODEC) ? expressed(changed) : new Genotype(changed);
    }

    private static Genotype expressed(double[] values) {
        Codec codec = new Genotype(values).codec();
        for (int i = 0; i < values.length; i++) {
            Gene gene = Genome.GENES.get(i);
            if (!gene.codecs().contains(codec)) {
                values[i] = gene.usual();
            }
        }
        return new Genotype(values);
    }

    /**
     * This genotype with another value of the gene with this name.
     *
     * @param value a number, or the name of an option
     * @throws IllegalArgumentException if the gene is unknown, the codec does not express it, or the value is out of
     *     bounds
     */
    public Genotype with(String name, String value) {
        Gene gene = Genome.gene(name).orElseThrow(() -> new IllegalArgumentException("unknown gene " + name));
        return with(
                gene,
                switch (gene) {
                    case Choice choice -> option(choice, value);
                    case Gene.Whole _, Gene.Real _ -> number(gene, value);
                });
    }

    private static double option(Choice gene, String value) {
        int option = gene.options().indexOf(value);
        if (option < 0) {
            throw new IllegalArgumentException(
                    gene.name() + " must be one of " + String.join(", ", gene.options()) + ": " + value);
        }
        return option;
    }

    private static double number(Gene gene, String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(gene.name() + " must be a number: " + value, e);
        }
    }

    /** The value of a gene as written in files. */
    public String text(Gene gene) {
        return switch (gene) {
            case Choice choice -> choice.option(value(gene));
            case Gene.Whole _, Gene.Real _ -> number(value(gene));
        };
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    /** This genotype at another quality target: sets the codec's CRF gene. */
    public Genotype withRateFactor(double crf) {
        return with(Genome.rateFactor(codec()), crf);
    }

    /** This genotype with the rate genes at their usual values, the same for all profiles of a family. */
    public Genotype family() {
        double[] changed = values.clone();
        for (int i = 0; i < changed.length; i++) {
            Gene gene = Genome.GENES.get(i);
            if (gene.role() == Role.RATE) {
                changed[i] = gene.usual();
            }
        }
        return new Genotype(changed);
    }

    /**
     * How different two families are: the mean over their genes, each 0 (equal) – 1 (opposite ends of the range); 1 if
     * the codecs differ.
     */
    public double difference(Genotype other) {
        if (codec() != other.codec()) {
            return 1;
        }
        return genes().stream()
                .filter(gene -> gene.role() != Role.RATE)
                .mapToDouble(gene -> {
                    double apart = Math.abs(value(gene) - other.value(gene));
                    return switch (gene) {
                        case Choice _ -> Math.min(1, apart);
                        case Gene.Whole _, Gene.Real _ -> apart / (gene.max() - gene.min());
                    };
                })
                .average()
                .orElseThrow();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Genotype genotype && Arrays.equals(values, genotype.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    /** The genes that are not at their usual values. */
    @Override
    public String toString() {
        String differing = genes().stream()
                .filter(gene -> value(gene) != gene.usual())
                .map(gene -> gene.name() + "=" + text(gene))
                .collect(Collectors.joining(" "));
        return differing.isEmpty() ? "usual" : differing;
    }
}
