package dev.starling.swarm.breed.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Finds the profile families that serve many clips: clusters of clips, each with one family as its centroid, as in US
 * 11,729,438, softened. A clip belongs to cluster c with probability {@code p(c) ∝ exp(−distance/τ)}; a centroid is
 * re-elected as the family that minimises the sum of all clips' distances weighted by p; a cluster that is not worth
 * its cost dissolves; and so on to a fixed point.
 *
 * <p>What falls in every round, as long as no cluster dissolves, is the free energy {@code Σ −τ·ln Σ exp(−distance/τ)}
 * over clips and clusters: for a given p it is bounded by the weighted sum that re-election minimises, less τ times the
 * entropy of p, and the p of the next round makes that bound tight. When re-election changes nothing, the clusters
 * whose loss would cost less than they do dissolve, counted in the distance of each clip from the nearest centroid: it
 * is encoded for that one at least, and to have the same centroid twice adds nothing.
 */
public final class Clustering {
    /** Rounds are cheap and few; this many only if something is wrong. */
    public static final int MOST_ROUNDS = 20;

    private Clustering() {}

    /** How clips are assigned. */
    public enum Assignment {
        /** By probability. */
        SOFT,
        /** To the nearest cluster alone: for comparison. */
        HARD
    }

    /**
     * What to look for.
     *
     * @param clusters how many clusters to start from, at least 1; fewer may be left
     * @param temperature τ, in units of quality, above 0
     * @param costOfCluster what a cluster must save to stay, in units of quality summed over the clips, above 0: small
     *     clusters dissolve
     * @param assignment soft, or hard for comparison
     * @param starts how many times to start from other centroids, at least 1; the best outcome counts
     */
    public record Settings(int clusters, double temperature, double costOfCluster, Assignment assignment, int starts) {
        public Settings {
            if (clusters < 1 || !(temperature > 0) || !(costOfCluster > 0) || starts < 1) {
                throw new IllegalArgumentException("Needs a cluster, a temperature and cost above 0, and a start: "
                        + clusters + ", " + temperature + ", " + costOfCluster + ", " + starts);
            }
        }
    }

    /**
     * A fixed point.
     *
     * @param centroids the families elected, all different
     * @param assignment for each clip, the probability of each cluster, in the order of the centroids
     * @param rounds what it took, the first before any re-election
     * @param nearestDistance of each clip from the nearest centroid, summed over the clips, in units of quality
     * @param converged whether the last round changed nothing
     */
    public record Outcome(
            List<Integer> centroids,
            List<List<Double>> assignment,
            List<Round> rounds,
            double nearestDistance,
            boolean converged) {
        public Outcome {
            centroids = List.copyOf(centroids);
            assignment = List.copyOf(assignment);
            rounds = List.copyOf(rounds);
        }
    }

    /**
     * Where a round came to.
     *
     * @param clusters how many there were
     * @param objective the free energy (of hard assignment: the sum of distances), in units of quality; it falls from
     *     round to round of as many clusters
     */
    public record Round(int clusters, double objective) {}

    /**
     * Clusters clips.
     *
     * @param distances of every family that may be a centroid
     * @param random decides where to start; the same stream gives the same outcome
     */
    public static Outcome cluster(DistanceTable distances, Settings settings, RandomGenerator random) {
        return IntStream.range(0, settings.starts())
                .mapToObj(start -> new Run(distances, settings, random).toFixedPoint())
                .min(Comparator.comparingDouble(it -> it.nearestDistance()
                        + settings.costOfCluster() * it.centroids().size()))
                .orElseThrow();
    }

    /**
     * The probability of each cluster for a clip at some distances from their centroids.
     *
     * @param distances at least one
     * @param temperature τ, above 0
     */
    static List<Double> soft(List<Double> distances, double temperature) {
        double nearest =
                distances.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        List<Double> weights = distances.stream()
                .map(it -> Math.exp((nearest - it) / temperature))
                .toList();
        double sum = weights.stream().mapToDouble(Double::doubleValue).sum();
        return weights.stream().map(it -> it / sum).toList();
    }

    private static final class Run {
        private final DistanceTable table;
        private final Settings settings;
        private List<Integer> centroids;

        Run(DistanceTable table, Settings settings, RandomGenerator random) {
            this.table = table;
            this.settings = settings;
            this.centroids = start(random);
        }

        /**
         * The best family of a clip that is drawn; then of clips drawn the more likely the worse they are served so
         * far.
         */
        private List<Integer> start(RandomGenerator random) {
            List<Integer> chosen = new ArrayList<>();
            chosen.add(best(random.nextInt(table.clips())));
            while (chosen.size() < Math.min(settings.clusters(), table.families())) {
                List<Double> unserved = IntStream.range(0, table.clips())
                        .mapToObj(clip -> chosen.stream()
                                        .mapToDouble(it -> table.distance(clip, it))
                                        .min()
                                        .orElseThrow()
                                - table.distance(clip, best(clip)))
                        .toList();
                double sum = unserved.stream().mapToDouble(Double::doubleValue).sum();
                if (!(sum > 0)) {
                    break;
                }
                double drawn = random.nextDouble() * sum;
                int clip = 0;
                while (clip < table.clips() - 1 && drawn >= unserved.get(clip)) {
                    drawn -= unserved.get(clip);
                    clip++;
                }
                chosen.add(best(clip));
            }
            return chosen.stream().distinct().toList();
        }

        private int best(int clip) {
            return IntStream.range(0, table.families())
                    .boxed()
                    .min(Comparator.comparingDouble(family -> table.distance(clip, family)))
                    .orElseThrow();
        }

        Outcome toFixedPoint() {
            List<Round> rounds = new ArrayList<>(List.of(round()));
            boolean changes = true;
            while (changes && rounds.size() <= MOST_ROUNDS) {
                List<Integer> elected = reelected();
                changes = !elected.equals(centroids);
                centroids = elected;
                if (!changes) {
                    List<Integer> left = dissolved(centroids);
                    changes = left.size() < centroids.size();
                    centroids = left;
                }
                rounds.add(round());
            }
            return new Outcome(centroids, assignment(centroids), rounds, nearestDistance(centroids), !changes);
        }

        private Round round() {
            return new Round(centroids.size(), freeEnergy());
        }

        private List<Integer> reelected() {
            List<List<Double>> assignment = assignment(centroids);
            List<Integer> elected = new ArrayList<>();
            for (int i = 0; i < centroids.size(); i++) {
                int cluster = i;
                int incumbent = centroids.get(i);
                double least = sum(assignment, cluster, incumbent);
                int winner = incumbent;
                for (int family = 0; family < table.families(); family++) {
                    double sum = sum(assignment, cluster, family);
                    // Better by more than rounding, so that equals do not take turns for ever.
                    if (sum < least - 1e-12) {
                        least = sum;
                        winner = family;
                    }
                }
                elected.add(winner);
            }
            return elected;
        }

        private double sum(List<List<Double>> assignment, int cluster, int family) {
            double sum = 0;
            for (int clip = 0; clip < table.clips(); clip++) {
                sum += assignment.get(clip).get(cluster) * table.distance(clip, family);
            }
            return sum;
        }

        /** Without the clusters that are not worth their cost, the least worthy first. */
        private List<Integer> dissolved(List<Integer> from) {
            List<Integer> left = from;
            while (left.size() > 1) {
                List<Integer> now = left;
                List<Integer> without = IntStream.range(0, now.size())
                        .mapToObj(i -> {
                            List<Integer> others = new ArrayList<>(now.subList(0, i));
                            others.addAll(now.subList(i + 1, now.size()));
                            return others;
                        })
                        .min(Comparator.comparingDouble(this::nearestDistance))
                        .orElseThrow();
                if (nearestDistance(without) >= nearestDistance(left) + settings.costOfCluster()) {
                    break;
                }
                left = without;
            }
            return List.copyOf(left);
        }

        private double nearestDistance(List<Integer> of) {
            return IntStream.range(0, table.clips())
                    .mapToDouble(clip -> distances(clip, of).stream()
                            .mapToDouble(Double::doubleValue)
                            .min()
                            .orElseThrow())
                    .sum();
        }

        private double freeEnergy() {
            double sum = 0;
            for (int clip = 0; clip < table.clips(); clip++) {
                List<Double> distances = distances(clip, centroids);
                double nearest = distances.stream()
                        .mapToDouble(Double::doubleValue)
                        .min()
                        .orElseThrow();
                sum += switch (settings.assignment()) {
                    case HARD -> nearest;
                    case SOFT ->
                        nearest
                                - settings.temperature()
                                        * Math.log(distances.stream()
                                                .mapToDouble(it -> Math.exp((nearest - it) / settings.temperature()))
                                                .sum());
                };
            }
            return sum;
        }

        private List<List<Double>> assignment(List<Integer> of) {
            return IntStream.range(0, table.clips())
                    .mapToObj(clip -> switch (settings.assignment()) {
                        case SOFT -> soft(distances(clip, of), settings.temperature());
                        case HARD -> hard(distances(clip, of));
                    })
                    .toList();
        }

        private static List<Double> hard(List<Double> distances) {
            int nearest = IntStream.range(0, distances.size())
                    .boxed()
                    .min(Comparator.comparingDouble(distances::get))
                    .orElseThrow();
            return IntStream.range(0, distances.size())
                    .mapToObj(i -> i == nearest ? 1.0 : 0.0)
                    .toList();
        }

        private List<Double> distances(int clip, List<Integer> of) {
            return of.stream().map(family -> table.distance(clip, family)).toList();
        }
    }
}
