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
import dev.starling.swarm.curve.Bjontegaard;
import dev.starling.swarm.profile.Codec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Families against libx264 with a preset and perhaps a tune, at equal processor time on every clip.
 *
 * <p>Every clip is served without having been seen: the families are ranked by what is known of other titles. First
 * come the centroids that clustering elects without the clip's title, the most probable one first, then all others by
 * their mean gain over libx264 on the other titles. The first of them whose processor time on the clip is within
 * {@value #MAX_COST_DIFFERENCE} of libx264's serves the clip. Processor time is known without knowing the quality, so
 * nothing is chosen by the result.
 */
final class PresetComparison {
    /** Processor times that differ by no more than this share are equal. */
    static final double MAX_COST_DIFFERENCE = 0.05;
    /** Evolution measures each encode once; by taking turns, times that differ by more have not turned out equal. */
    private static final double MAX_MEASURED_DIFFERENCE = 0.12;
    /** More families than this are not timed for a clip. */
    private static final int MAX_TIMED = 6;

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
    record Row(String clip, Individual family, boolean elected, int timed, double vmafNeg, double ssim, double cost) {
        boolean isEqualInCost() {
            return Math.abs(cost) <= 100 * MAX_COST_DIFFERENCE;
        }
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
        List<Row> tried = new ArrayList<>();
        for (int family : ranked(clip)) {
            if (tried.size() == MAX_TIMED) {
                break;
            }
            double known = niche.cost(clip, families.get(family).evaluations().get(clip)) - 1;
            if (Math.abs(known) <= (rounds == 0 ? MAX_COST_DIFFERENCE : MAX_MEASURED_DIFFERENCE)) {
                Row row = row(clip, family, tried.size() + 1);
                if (row.isEqualInCost()) {
                    return row;
                }
                tried.add(row);
            }
        }
        if (tried.isEmpty()) {
            int nearest = IntStream.range(0, families.size())
                    .boxed()
                    .min(Comparator.comparingDouble(it -> Math.abs(
                            niche.cost(clip, families.get(it).evaluations().get(clip)) - 1)))
                    .orElseThrow();
            return row(clip, nearest, 1);
        }
        return tried.stream()
                .min(Comparator.comparingDouble(it -> Math.abs(it.cost())))
                .orElseThrow();
    }

    private Row row(int clip, int family, int timed) throws IOException, InterruptedException {
        Individual individual = families.get(family);
        Evaluation reference = niche.references().get(clip);
        Evaluation given = individual.evaluations().get(clip);
        double cost = rounds == 0
                ? niche.cost(clip, given)
                : farm.costs().ratio(new Bred(individual.genotype()), yardstick, clip, rounds);
        return new Row(
                farm.clipNames().get(clip),
                individual,
                elected(clip).contains(family),
                timed,
                TrainingBench.percent(Bjontegaard.rate(reference.vmafNeg(), given.vmafNeg())),
                TrainingBench.percent(Bjontegaard.rate(reference.ssim(), given.ssim())),
                100 * (cost - 1));
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
    private Set<Integer> ranked(int clip) {
        Set<Integer> ranked = new LinkedHashSet<>(elected(clip));
        IntStream.range(0, families.size())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer family) -> gainOnOthers(clip, family))
                        .reversed())
                .forEach(ranked::add);
        return ranked;
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
