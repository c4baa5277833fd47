package dev.starling.swarm.breed.genome;

import dev.starling.swarm.breed.genome.Gene.Choice;
import dev.starling.swarm.breed.genome.Gene.Role;
import dev.starling.swarm.profile.Codec;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * An immutable value for every gene of the {@link Genome} that its codec expresses. It has no others, so two genotypes
 * of one codec that differ say something different to the encoder.
 */
public final class Genotype {
    /** Every gene at its usual value: libx264's preset medium without psycho-visual optimisation. */
    public static final Genotype USUAL =
            new Genotype(Genome.GENES.stream().mapToDouble(Gene::usual).toArray());

    /** Of every gene of the genome; those that the codec does not express are at their usual values. */
    private final double[] values;

    private Genotype(double[] values) {
        this.values = values;
    }

    /** Every gene that a codec expresses, at its usual value. */
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

    /** Those that evolve: a family's own. The codec is inherited. */
    public List<Gene> evolving() {
        return genes().stream()
                .filter(it -> it.role() != Role.RATE && !it.equals(Genome.CODEC))
                .toList();
    }

    /** The value of a gene that the codec expresses; of a choice the number of its option. */
    public double value(Gene gene) {
        return values[Genome.GENES.indexOf(gene)];
    }

    /**
     * The same but for one gene. If that is the codec, genes that the new one does not express are lost, and others are
     * at their usual values.
     *
     * @throws IllegalArgumentException if the codec does not express the gene, or the gene does not admit the value
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
                                    number(gene.least()),
                                    number(gene.most()),
                                    number(value));
                    });
        }
        double[] changed = values.clone();
        // What rounds to a negative zero is zero, as files have it.
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
     * The same but for one gene, by name.
     *
     * @param value a number, or the name of an option
     * @throws IllegalArgumentException if there is no such gene, or the codec does not express it, or it does not admit
     *     the value
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

    /** A gene's value as files write it. */
    public String text(Gene gene) {
        return switch (gene) {
            case Choice choice -> choice.option(value(gene));
            case Gene.Whole _, Gene.Real _ -> number(value(gene));
        };
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    /** The same at another quality target: the value of the codec's own gene of constant rate factors. */
    public Genotype withRateFactor(double crf) {
        return with(Genome.rateFactor(codec()), crf);
    }

    /** The same genes with the rate genes at their usual values: all profiles of a family have the same. */
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
     * How different two genotypes are: the mean over the genes of a family, each 0 (same) – 1 (as far apart as can be);
     * 1 where the codecs differ.
     */
    public double distance(Genotype other) {
        if (codec() != other.codec()) {
            return 1;
        }
        return genes().stream()
                .filter(gene -> gene.role() != Role.RATE)
                .mapToDouble(gene -> {
                    double apart = Math.abs(value(gene) - other.value(gene));
                    return switch (gene) {
                        case Choice _ -> Math.min(1, apart);
                        case Gene.Whole _, Gene.Real _ -> apart / (gene.most() - gene.least());
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

    /** The genes that are not at their usual value. */
    @Override
    public String toString() {
        String differing = genes().stream()
                .filter(gene -> value(gene) != gene.usual())
                .map(gene -> gene.name() + "=" + text(gene))
                .collect(Collectors.joining(" "));
        return differing.isEmpty() ? "usual" : differing;
    }
}
