package dev.starling.swarm.breed.evolve;

import dev.starling.swarm.breed.evolve.Encoding.ProcessorTime;
import dev.starling.swarm.breed.genome.Gene;
import dev.starling.swarm.breed.genome.Genome;
import dev.starling.swarm.breed.genome.Genotype;
import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.Tuning.Preset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A world whose best genotype is known: on every clip quality falls with the squared difference of two genes from the
 * clip's best values, and sub-sample motion search buys quality with time. HEVC gains three points.
 */
final class SyntheticEvaluator implements Evaluator {
    private final List<Double> bestPsyRd;
    private final Set<Trial> measured = new LinkedHashSet<>();

    SyntheticEvaluator(List<Double> bestPsyRd) {
        this.bestPsyRd = bestPsyRd;
    }

    /** All trials so far. */
    Set<Trial> measured() {
        return measured;
    }

    @Override
    public List<Evaluation> evaluate(List<Trial> trials) {
        measured.addAll(trials);
        return trials.stream().map(this::evaluate).toList();
    }

    private Evaluation evaluate(Trial trial) {
        return switch (trial.subject()) {
            case Subject.Stock stock -> evaluation(0, stock.preset() == Preset.MEDIUM ? 1 : 2);
            case Subject.Bred(Genotype genotype) -> evaluation(quality(genotype, trial.clip()), cost(genotype));
        };
    }

    private double quality(Genotype genotype, int clip) {
        double psy = value(genotype, "psyRd") - bestPsyRd.get(clip);
        double aq = value(genotype, "aqStrength") - 0.5;
        double ofCodec = genotype.codec() == Codec.HEVC ? 3 : 0;
        return 5 + ofCodec - 4 * psy * psy - 2 * aq * aq + 0.3 * (effort(genotype) - 7);
    }

    private static double cost(Genotype genotype) {
        return 0.3 + 0.1 * effort(genotype);
    }

    private static double effort(Genotype genotype) {
        return value(genotype, genotype.codec() == Codec.HEVC ? "x265Subme" : "subme");
    }

    static double value(Genotype genotype, String name) {
        Gene gene = Genome.gene(name).orElseThrow();
        return genotype.value(gene);
    }

    private static Evaluation evaluation(double better, double cost) {
        ProcessorTime time = new ProcessorTime(cost, 1);
        List<Encoding> encodings = new ArrayList<>();
        IntStream.range(0, 4)
                .mapToObj(i -> new Encoding(4e6 / Math.pow(2, i), 90 - 9 * i + better, 18 - 2 * i + better / 5, time))
                .forEach(encodings::add);
        return new Evaluation(encodings);
    }
}
