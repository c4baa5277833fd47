package dev.starling.swarm.breed.cluster;

import dev.starling.swarm.breed.cluster.Clustering.Assignment;
import dev.starling.swarm.breed.cluster.Clustering.Outcome;
import dev.starling.swarm.breed.evolve.Individual;
import dev.starling.swarm.breed.genome.Genes;
import dev.starling.swarm.breed.genome.Genome;
import dev.starling.swarm.breed.genome.Genotype;
import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.StructuralGenes.InParameterSets;
import dev.starling.swarm.title.ClusterId;
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
 * Makes a {@link ClusterSet} of families that were measured on training clips: clusters them, and trains what assigns
 * other clips. All centroids agree in what stands in parameter sets, the best of what was measured, so that clips of
 * all clusters can follow each other.
 */
public final class ClusterTraining {
    /**
     * Weaker penalties learn the training clips by heart; stronger ones learn nothing. The one that is best on clips
     * left out is taken.
     */
    private static final List<Double> PENALTIES = List.of(0.03, 0.1, 0.3, 1.0, 3.0);

    private final List<Example> clips;
    private final List<Individual> families;
    private final DistanceTable distances;
    private final Settings settings;

    /**
     * A training clip.
     *
     * @param title a number that clips of one title share: what is known of one is as good as known of the others
     * @param features what it is like
     */
    public record Example(int title, ContentFeatures features) {}

    /**
     * How to train.
     *
     * @param clusters how many clusters to start from, at least 1
     * @param temperature τ, in points of quality, above 0
     * @param costOfCluster as {@link Clustering.Settings}
     * @param assignment soft, or hard for comparison
     * @param seed of all that is drawn
     */
    public record Settings(int clusters, double temperature, double costOfCluster, Assignment assignment, long seed) {
        private static final int STARTS = 16;

        /**
         * Up to six clusters at τ = 0.4 points of quality: a family that loses as much, some 2 % of the bits, should
         * count for clearly less than the best. A cluster must save half a point, summed over all clips.
         */
        public static Settings usual(long seed) {
            return new Settings(6, 0.4, 0.5, Assignment.SOFT, seed);
        }

        private Clustering.Settings clustering() {
            return new Clustering.Settings(clusters, temperature, costOfCluster, assignment, STARTS);
        }
    }

    /**
     * What came of it.
     *
     * @param set clusters and classifier, the largest cluster first
     * @param outcome the fixed point; its centroids are numbers of the families given
     * @param leftOut for each clip, what clusters and a classifier are worth to it that were made without its title
     *     (without it alone, if there is no other title)
     */
    public record Result(ClusterSet set, Outcome outcome, List<LeftOut> leftOut) {
        public Result {
            leftOut = List.copyOf(leftOut);
        }
    }

    /**
     * One clip under clusters that do not know it.
     *
     * @param families the centroids, as numbers of the families given
     * @param probabilities of them, as predicted
     * @param distances of them from the clip's own optimum over all families, in points of quality
     */
    public record LeftOut(List<Integer> families, List<Double> probabilities, List<Double> distances) {
        public LeftOut {
            families = List.copyOf(families);
            probabilities = List.copyOf(probabilities);
            distances = List.copyOf(distances);
        }

        /** The family of the most probable cluster. */
        public int mostProbable() {
            return families.get(argmax(probabilities));
        }

        /** Those that are not negligible; always at least the most probable. */
        public List<Integer> atLeast(double negligible) {
            return IntStream.range(0, families.size())
                    .filter(i -> probabilities.get(i) >= negligible || families.get(i) == mostProbable())
                    .mapToObj(families::get)
                    .toList();
        }

        /** What the prediction costs: the expected distance, less that of the best centroid. */
        public double regret() {
            double expected = 0;
            for (int i = 0; i < families.size(); i++) {
                expected += probabilities.get(i) * distances.get(i);
            }
            return expected
                    - distances.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        }
    }

    private ClusterTraining(
            List<Example> clips, List<Individual> families, DistanceTable distances, Settings settings) {
        this.clips = clips;
        this.families = families;
        this.distances = distances;
        this.settings = settings;
    }

    /**
     * Trains.
     *
     * @param clips at least two, so that one can be left out
     * @param families at least one, each measured on every clip; those that satisfy the constraints
     * @param mostLines the band that the set is for
     * @throws IllegalArgumentException if there is too little to train on; the message is one line
     */
    public static Result train(List<Example> clips, List<Individual> families, int mostLines, Settings settings) {
        if (clips.size() < 2) {
            throw new IllegalArgumentException(
                    "clustering needs two clips or more, from different scenes: " + clips.size());
        }
        if (families.isEmpty()) {
            throw new IllegalArgumentException("clustering needs a profile that satisfies the constraints: none does");
        }
        DistanceTable distances = DistanceTable.ofCurves(IntStream.range(0, clips.size())
                .mapToObj(clip -> families.stream()
                        .map(it -> it.evaluations().get(clip).curve())
                        .toList())
                .toList());
        return new ClusterTraining(clips, families, distances, settings).run(mostLines);
    }

    private Result run(int mostLines) {
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
        return new Result(set(outcome, bestPenalty, mostLines), outcome, best);
    }

    /** What a clip that is left out leaves: the clips of other titles. */
    private List<Integer> known(int clip) {
        int title = clips.get(clip).title();
        List<Integer> ofOthers = numbers(it -> clips.get(it).title() != title);
        return ofOthers.isEmpty() ? numbers(it -> it != clip) : ofOthers;
    }

    private List<Integer> numbers(IntPredicate wanted) {
        return IntStream.range(0, clips.size()).filter(wanted).boxed().toList();
    }

    private List<ContentFeatures> features(List<Integer> of) {
        return of.stream().map(clip -> clips.get(clip).features()).toList();
    }

    /** What all centroids must agree in; nothing in codecs other than H.264, of which no title is made. */
    private static Optional<InParameterSets> shared(Individual family) {
        return family.genotype().codec() == Codec.H264
                ? Optional.of(Genome.structure(family.genotype()).inParameterSets())
                : Optional.empty();
    }

    /** Clusters some clips, once for each kind of parameter sets that was measured; the best counts. */
    private Outcome cluster(List<Integer> of) {
        Map<Optional<InParameterSets>, List<Integer>> kinds = IntStream.range(0, families.size())
                .boxed()
                .collect(Collectors.groupingBy(it -> shared(families.get(it))));
        return kinds.values().stream()
                .sorted(Comparator.comparing(List::getFirst))
                .map(numbers -> numbered(
                        Clustering.cluster(
                                distances.ofClips(of).ofFamilies(numbers),
                                settings.clustering(),
                                new SplittableRandom(settings.seed())),
                        numbers))
                .min(Comparator.comparingDouble(it -> it.nearestDistance()
                        + settings.costOfCluster() * it.centroids().size()))
                .orElseThrow();
    }

    /** With the numbers that the families have among all. */
    private static Outcome numbered(Outcome outcome, List<Integer> numbers) {
        return new Outcome(
                outcome.centroids().stream().map(numbers::get).toList(),
                outcome.assignment(),
                outcome.rounds(),
                outcome.nearestDistance(),
                outcome.converged());
    }

    private LeftOut leftOut(int clip, Outcome others, Classifier classifier) {
        return new LeftOut(
                others.centroids(),
                classifier.classify(clips.get(clip).features()),
                others.centroids().stream()
                        .map(it -> distances.distance(clip, it))
                        .toList());
    }

    private ClusterSet set(Outcome outcome, double penalty, int mostLines) {
        int count = outcome.centroids().size();
        List<Double> shares = IntStream.range(0, count)
                .mapToObj(c -> outcome.assignment().stream()
                        .mapToDouble(p -> p.get(c))
                        .average()
                        .orElseThrow())
                .toList();
        List<Integer> order = IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingDouble(shares::get).reversed())
                .toList();
        List<ProfileCluster> clusters = new ArrayList<>();
        for (int c : order) {
            Genotype genotype = families.get(outcome.centroids().get(c)).genotype();
            String name = Character.toString('a' + clusters.size());
            clusters.add(new ProfileCluster(new ClusterId(name), new Genes(genotype), shares.get(c)));
        }
        List<List<Double>> assignment = outcome.assignment().stream()
                .map(p -> order.stream().map(p::get).toList())
                .toList();
        Classifier classifier =
                Classifier.train(clips.stream().map(Example::features).toList(), assignment, penalty);
        return new ClusterSet(mostLines, settings.temperature(), clusters, classifier);
    }

    private static int argmax(List<Double> values) {
        return IntStream.range(0, values.size())
                .boxed()
                .max(Comparator.comparingDouble(values::get))
                .orElseThrow();
    }
}
