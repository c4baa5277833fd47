package dev.starling.swarm.breed.cluster;

import dev.starling.swarm.breed.cluster.Clustering.Outcome;
import dev.starling.swarm.breed.cluster.Clustering.Settings;
import dev.starling.swarm.breed.demand.DemandDigest;
import dev.starling.swarm.breed.evolve.Individual;
import dev.starling.swarm.breed.genome.Genes;
import dev.starling.swarm.breed.genome.Genome;
import dev.starling.swarm.breed.genome.Genotype;
import dev.starling.swarm.curve.RateWeight;
import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.StructuralGenes.InParameterSets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Makes a {@link SizeBand} from families that were measured on training clips: elects families and trains the
 * classifier that assigns other clips to them. All elected families have equal parameter sets (the best of those
 * measured), so that clips of all families can follow each other.
 */
public final class ClusterTraining {
    /** Weaker penalties overfit the training clips; stronger ones learn nothing. Cross-validation chooses the best. */
    private static final List<Double> PENALTIES = List.of(0.03, 0.1, 0.3, 1.0, 3.0);

    private final List<Example> clips;
    private final List<Individual> families;
    private final DistanceTable distances;
    private final Settings settings;
    private final long seed;

    /**
     * A training clip.
     *
     * @param title a number that all clips of one title share: clips of one title are nearly alike, so cross-validation
     *     leaves out whole titles
     * @param features its content features
     * @param weight how much each of its bitrates counts
     */
    public record Example(int title, ContentFeatures features, RateWeight weight) {}

    /**
     * What a band is made for.
     *
     * @param maxLines the upper limit of its picture sizes
     * @param demand of which the weights of the clips are; it is written down, the weights decide
     */
    public record Purpose(int maxLines, DemandDigest demand) {}

    /**
     * The result of training.
     *
     * @param band families and classifier, the family with the largest share first
     * @param outcome the fixed point; its families are indexes of the families given
     * @param leftOut for each clip, its prediction by families and a classifier that were made without its title
     *     (without the clip alone if there is no other title)
     */
    public record Result(SizeBand band, Outcome outcome, List<LeftOut> leftOut) {
        public Result {
            leftOut = List.copyOf(leftOut);
        }
    }

    /**
     * The prediction for a clip that training did not see.
     *
     * @param families the elected families, as indexes of the families given
     * @param probabilities their predicted probabilities
     * @param distances their distances from the clip's optimum over all families, in points of quality
     */
    public record LeftOut(List<Integer> families, List<Double> probabilities, List<Double> distances) {
        public LeftOut {
            families = List.copyOf(families);
            probabilities = List.copyOf(probabilities);
            distances = List.copyOf(distances);
        }

        /** The most probable family. */
        public int mostProbable() {
            return families.get(argmax(probabilities));
        }

        /** The families that are not negligible; at least the most probable one. */
        public List<Integer> atLeast(double negligible) {
            return IntStream.range(0, families.size())
                    .filter(i -> probabilities.get(i) >= negligible || families.get(i) == mostProbable())
                    .mapToObj(families::get)
                    .toList();
        }

        /** The cost of the prediction: the expected distance minus that of the best elected family. */
        public double regret() {
            double expected = 0;
            for (int i = 0; i < families.size(); i++) {
                expected += probabilities.get(i) * distances.get(i);
            }
            return expected
                    - distances.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        }
    }

    private ClusterTraining(List<Example> clips, List<Individual> families, Settings settings, long seed) {
        this.clips = clips;
        this.families = families;
        this.settings = settings;
        this.seed = seed;
        this.distances = DistanceTable.ofCurves(IntStream.range(0, clips.size())
                .mapToObj(clip -> new DistanceTable.Measured(
                        families.stream()
                                .map(it -> it.evaluations().get(clip).curve())
                                .toList(),
                        clips.get(clip).weight()))
                .toList());
    }

    /**
     * Trains.
     *
     * @param clips at least two, so that one can be left out
     * @param families at least one, each measured on every clip; only those that satisfy the constraints
     * @param purpose what the band is made for
     * @param settings the settings of clustering
     * @param seed the random seed; the same seed gives the same result
     * @throws IllegalArgumentException if there is too little to train on; the message is one line
     */
    public static Result train(
            List<Example> clips, List<Individual> families, Purpose purpose, Settings settings, long seed) {
        if (clips.size() < 2) {
            throw new IllegalArgumentException(
                    "clustering needs two clips or more, from different scenes: " + clips.size());
        }
        if (families.isEmpty()) {
            throw new IllegalArgumentException("clustering needs a profile: none was measured");
        }
        return new ClusterTraining(clips, families, settings, seed).run(purpose);
    }

    private Result run(Purpose purpose) {
        Outcome outcome = cluster(IntStream.range(0, clips.size()).boxed().toList());
        List<LeftOut> best = List.of();
        double bestPenalty = PENALTIES.getLast();
        double least = Double.POSITIVE_INFINITY;
        List<List<Integer>> known =
                IntStream.range(0, clips.size()).mapToObj(this::known).toList();
        Map<List<Integer>, Outcome> others = new HashMap<>();
        known.forEach(it -> others.computeIfAbsent(it, this::cluster));
        for (double penalty : PENALTIES) {
            Map<List<Integer>, Classifier> classifiers = new HashMap<>();
            others.forEach((of, clustered) ->
                    classifiers.put(of, Classifier.train(features(of), clustered.assignment(), penalty)));
            List<LeftOut> leftOut = IntStream.range(0, clips.size())
                    .mapToObj(clip -> leftOut(
                            clip,
                            Objects.requireNonNull(others.get(known.get(clip))),
                            Objects.requireNonNull(classifiers.get(known.get(clip)))))
                    .toList();
            double regret =
                    leftOut.stream().mapToDouble(LeftOut::regret).average().orElseThrow();
            if (regret < least) {
                least = regret;
                best = leftOut;
                bestPenalty = penalty;
            }
        }
        return new Result(band(outcome, bestPenalty, purpose), outcome, best);
    }

    /** The clips that remain when one is left out: those of other titles. */
    private List<Integer> known(int clip) {
        int title = clips.get(clip).title();
        List<Integer> ofOthers = indexes(it -> clips.get(it).title() != title);
        return ofOthers.isEmpty() ? indexes(it -> it != clip) : ofOthers;
    }

    private List<Integer> indexes(IntPredicate wanted) {
        return IntStream.range(0, clips.size()).filter(wanted).boxed().toList();
    }

    private List<ContentFeatures> features(List<Integer> of) {
        return of.stream().map(clip -> clips.get(clip).features()).toList();
    }

    /** What all elected families must agree in; nothing for codecs other than H.264, which are not packaged. */
    private static Optional<InParameterSets> shared(Individual family) {
        return family.genotype().codec() == Codec.H264
                ? Optional.of(Genome.structuralGenes(family.genotype()).inParameterSets())
                : Optional.empty();
    }

    /** Clusters some clips once for each variant of parameter sets that was measured, and returns the best outcome. */
    private Outcome cluster(List<Integer> of) {
        Map<Optional<InParameterSets>, List<Integer>> variants = IntStream.range(0, families.size())
                .boxed()
                .collect(Collectors.groupingBy(it -> shared(families.get(it))));
        return variants.values().stream()
                .sorted(Comparator.comparing(List::getFirst))
                .map(indexes -> Clustering.cluster(
                                distances.ofClips(of).ofFamilies(indexes), settings, new SplittableRandom(seed))
                        .withFamilies(indexes::get))
                .min(settings.byCost())
                .orElseThrow();
    }

    private LeftOut leftOut(int clip, Outcome others, Classifier classifier) {
        return new LeftOut(
                others.families(),
                classifier.classify(clips.get(clip).features()),
                others.families().stream()
                        .map(it -> distances.distance(clip, it))
                        .toList());
    }

    private SizeBand band(Outcome outcome, double penalty, Purpose purpose) {
        int count = outcome.families().size();
        List<Double> shares = IntStream.range(0, count)
                .mapToObj(i -> outcome.assignment().stream()
                        .mapToDouble(p -> p.get(i))
                        .average()
                        .orElseThrow())
                .toList();
        List<Integer> order = IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingDouble(shares::get).reversed())
                .toList();
        List<ElectedFamily> elected = new ArrayList<>();
        for (int i : order) {
            Genotype genotype = families.get(outcome.families().get(i)).genotype();
            String name = Character.toString('a' + elected.size());
            elected.add(new ElectedFamily(new FamilyId(name), new Genes(genotype), shares.get(i)));
        }
        List<List<Double>> assignment = outcome.assignment().stream()
                .map(p -> order.stream().map(p::get).toList())
                .toList();
        Classifier classifier =
                Classifier.train(clips.stream().map(Example::features).toList(), assignment, penalty);
        return new SizeBand(purpose.maxLines(), purpose.demand(), settings.temperature(), elected, classifier);
    }

    private static int argmax(List<Double> values) {
        return IntStream.range(0, values.size())
                .boxed()
                .max(Comparator.comparingDouble(values::get))
                .orElseThrow();
    }
}
