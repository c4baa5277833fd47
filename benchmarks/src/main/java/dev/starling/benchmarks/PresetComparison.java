package dev.starling.benchmarks;

import dev.starling.farm.train.TrainingFarm;
import dev.starling.swarm.breed.cluster.ClusterTraining;
import dev.starling.swarm.breed.cluster.ClusterTraining.Example;
import dev.starling.swarm.breed.cluster.ClusterTraining.LeftOut;
import dev.starling.swarm.breed.cluster.ClusterTraining.Purpose;
import dev.starling.swarm.breed.cluster.Clustering;
import dev.starling.swarm.breed.demand.Demand;
import dev.starling.swarm.breed.evolve.Evaluation;
import dev.starling.swarm.breed.evolve.Individual;
import dev.starling.swarm.breed.evolve.Niche;
import dev.starling.swarm.breed.evolve.Subject.Bred;
import dev.starling.swarm.breed.evolve.Subject.Stock;
import dev.starling.swarm.breed.evolve.Trial;
import dev.starling.swarm.breed.genome.Gene;
import dev.starling.swarm.breed.genome.Genome;
import dev.starling.swarm.breed.genome.Genotype;
import dev.starling.swarm.curve.Bjontegaard;
import dev.starling.swarm.profile.Codec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Families against libx264 with a preset and perhaps a tune, at equal processor time on every clip.
 *
 * <p>Every clip is served without having been seen. First come the centroids that clustering elects without the clip's
 * title, the most probable one first; then the most probable one with more or less effort, in genes that members of one
 * blend group may differ in; then all other families by their mean gain over libx264 on the other titles. The first of
 * them whose processor time on the clip is within {@value #MAX_COST_DIFFERENCE} of libx264's serves the clip. Processor
 * time is known without knowing the quality, so nothing is chosen by the result. If none is that near, the most
 * probable centroid serves the clip, and the row is marked.
 */
final class PresetComparison {
    /** Processor times that differ by no more than this share are equal. */
    static final double MAX_COST_DIFFERENCE = 0.05;
    /** More families than this are not timed for a clip. */
    private static final int MAX_TIMED = 10;
    /** Changes of effort that take some more time, and clearly more. */
    private static final List<Map<String, Integer>> MORE = List.of(
            Map.of("lookahead", 20),
            Map.of("trellis", 1),
            Map.of("subme", 1),
            Map.of("subme", 1, "trellis", 1),
            Map.of("subme", 2));
    /** Likewise less. */
    private static final List<Map<String, Integer>> LESS = List.of(
            Map.of("lookahead", -20),
            Map.of("trellis", -1),
            Map.of("subme", -1),
            Map.of("subme", -1, "trellis", -1),
            Map.of("subme", -2));

    private static final int ANY_LINES = 8192;
    private static final long SEED = 1;

    private final TrainingFarm farm;
    private final Stock yardstick;
    private final int rounds;
    private final List<Example> examples;
    private final List<Individual> families;
    private final Niche niche;
    private final List<LeftOut> leftOut;
    /** The families that clustering chose from, as indexes of {@code families}. */
    private final List<Integer> admitted;

    private PresetComparison(
            TrainingFarm farm,
            Stock yardstick,
            int rounds,
            List<Example> examples,
            List<Individual> families,
            Niche niche,
            List<LeftOut> leftOut,
            List<Integer> admitted) {
        this.farm = farm;
        this.yardstick = yardstick;
        this.rounds = rounds;
        this.examples = examples;
        this.families = families;
        this.niche = niche;
        this.leftOut = leftOut;
        this.admitted = admitted;
    }

    /**
     * Measures the yardstick and clusters.
     *
     * @param rounds of encodes that take turns, to measure processor times; with 0, those of evolution count
     * @param families all that were measured, whatever they cost
     */
    static PresetComparison of(TrainingFarm farm, Stock yardstick, int rounds, Demand demand, List<Individual> families)
            throws InterruptedException {
        List<Evaluation> references = farm.evaluator()
                .evaluate(IntStream.range(0, farm.clipNames().size())
                        .mapToObj(clip -> new Trial(yardstick, clip))
                        .toList());
        Niche niche = new Niche(Codec.H264, yardstick.preset(), references, farm.weights(demand));
        List<Integer> admitted = IntStream.range(0, families.size())
                .filter(i -> niche.admits(families.get(i)))
                .boxed()
                .toList();
        List<Example> examples = farm.examples(demand);
        List<LeftOut> leftOut = admitted.isEmpty()
                ? List.of()
                : ClusterTraining.train(
                                examples,
                                admitted.stream().map(families::get).toList(),
                                new Purpose(ANY_LINES, demand.digest()),
                                Clustering.Settings.USUAL,
                                SEED)
                        .leftOut();
        return new PresetComparison(farm, yardstick, rounds, examples, families, niche, leftOut, admitted);
    }

    /**
     * The result for a clip.
     *
     * @param elected whether the family is a centroid
     * @param timed how many families were tried for their processor time
     * @param vmafNeg BD-rate by VMAF NEG in per cent; NaN if the curves do not overlap
     * @param ssim likewise by SSIM
     * @param cost processor time in per cent over that of libx264
     */
    record Row(String clip, Genotype family, boolean elected, int timed, double vmafNeg, double ssim, double cost) {
        boolean isEqualInCost() {
            return isEqual(cost / 100);
        }
    }

    private static boolean isEqual(double costDifference) {
        return Math.abs(costDifference) <= MAX_COST_DIFFERENCE;
    }

    /** One row for each clip. */
    List<Row> rows() throws IOException, InterruptedException {
        List<Row> rows = new ArrayList<>();
        for (int clip = 0; clip < examples.size(); clip++) {
            rows.add(row(clip));
        }
        return rows;
    }

    private Row row(int clip) throws IOException, InterruptedException {
        List<Integer> elected = elected(clip);
        Set<Genotype> candidates = new LinkedHashSet<>();
        elected.forEach(it -> candidates.add(families.get(it).genotype()));
        Genotype first = families.get(ranked(clip).getFirst()).genotype();
        double costOfFirst = cost(clip, first) - 1;
        candidates.addAll(withOtherEffort(first, costOfFirst < 0 ? MORE : LESS));
        ranked(clip).forEach(it -> candidates.add(families.get(it).genotype()));
        int timed = 0;
        for (Genotype candidate : candidates) {
            if (timed == MAX_TIMED) {
                break;
            }
            timed++;
            double cost = candidate.equals(first) ? costOfFirst : cost(clip, candidate) - 1;
            if (isEqual(cost)) {
                boolean isElected = elected.stream()
                        .anyMatch(it -> families.get(it).genotype().equals(candidate));
                return row(clip, candidate, isElected, timed, cost);
            }
        }
        return row(clip, first, !elected.isEmpty(), timed, costOfFirst);
    }

    private Row row(int clip, Genotype family, boolean elected, int timed, double cost) throws InterruptedException {
        Evaluation reference = niche.references().get(clip);
        Evaluation given = evaluation(clip, family);
        return new Row(
                farm.clipNames().get(clip),
                family,
                elected,
                timed,
                TrainingBench.percent(Bjontegaard.rate(reference.vmafNeg(), given.vmafNeg())),
                TrainingBench.percent(Bjontegaard.rate(reference.ssim(), given.ssim())),
                100 * cost);
    }

    private Evaluation evaluation(int clip, Genotype family) throws InterruptedException {
        return farm.evaluator()
                .evaluate(List.of(new Trial(new Bred(family), clip)))
                .getFirst();
    }

    private double cost(int clip, Genotype family) throws IOException, InterruptedException {
        return rounds == 0
                ? niche.cost(clip, evaluation(clip, family))
                : farm.costs().ratio(new Bred(family), yardstick, clip, rounds);
    }

    private static List<Genotype> withOtherEffort(Genotype family, List<Map<String, Integer>> changes) {
        return changes.stream()
                .map(change -> {
                    Genotype changed = family;
                    for (Map.Entry<String, Integer> step : change.entrySet()) {
                        Gene gene = Genome.gene(step.getKey()).orElseThrow();
                        changed = changed.with(gene, gene.nearest(changed.value(gene) + step.getValue()));
                    }
                    return changed;
                })
                .filter(it -> !it.equals(family))
                .toList();
    }

    /** The centroids of a clip's titles left out, the most probable one first. */
    private List<Integer> elected(int clip) {
        if (leftOut.isEmpty()) {
            return List.of();
        }
        LeftOut one = leftOut.get(clip);
        return IntStream.range(0, one.families().size())
                .boxed()
                .sorted(Comparator.comparingDouble(
                                (Integer i) -> one.probabilities().get(i))
                        .reversed())
                .map(i -> admitted.get(one.families().get(i)))
                .toList();
    }

    /** All families, the one that should serve a clip best first. */
    private List<Integer> ranked(int clip) {
        Set<Integer> ranked = new LinkedHashSet<>(elected(clip));
        IntStream.range(0, families.size())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer family) -> gainOnOthers(clip, family))
                        .reversed())
                .forEach(ranked::add);
        return List.copyOf(ranked);
    }

    private double gainOnOthers(int clip, int family) {
        OptionalDouble mean = IntStream.range(0, examples.size())
                .filter(it -> examples.get(it).title() != examples.get(clip).title())
                .mapToDouble(
                        it -> niche.gain(it, families.get(family).evaluations().get(it)))
                .average();
        return mean.orElse(0);
    }
}
