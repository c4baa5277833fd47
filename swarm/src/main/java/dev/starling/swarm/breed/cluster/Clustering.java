package dev.starling.swarm.breed.cluster;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Elects the families that serve many clips, as in US 11,729,438, with soft assignment. A clip is assigned to each
 * elected family with probability {@code p ∝ exp(−distance/τ)}. In each round every elected family is replaced by the
 * one that minimises the sum of all clips' distances weighted by p. When that changes nothing, families that do not
 * save their cost are removed. This repeats to a fixed point.
 *
 * <p>As long as no family is removed, the free energy {@code Σ −τ·ln Σ exp(−distance/τ)} over clips and elected
 * families falls in every round: for a given p it is bounded by the weighted sum that re-election minimises, minus τ
 * times the entropy of p, and the p of the next round makes that bound tight. A family is removed if the distances of
 * all clips from their nearest elected family would rise by less than its cost: every clip is encoded at least with its
 * nearest family, and electing the same family twice adds nothing.
 */
public final class Clustering {
    /** Rounds are cheap, and few suffice; this limit is only a safeguard. */
    public static final int MAX_ROUNDS = 20;

    private Clustering() {}

    /** How clips are assigned. */
    public enum Assignment {
        /** By probability. */
        SOFT,
        /** To the nearest family alone, for comparison. */
        HARD
    }

    /**
     * The settings of clustering.
     *
     * @param families how many families to elect at the start, at least 1; fewer may remain
     * @param temperature τ, in units of quality, above 0
     * @param costOfFamily what a family must save to remain, in units of quality summed over the clips, above 0
     * @param assignment soft, or hard for comparison
     * @param starts how many random starts, at least 1; the best outcome counts
     */
    public record Settings(int families, double temperature, double costOfFamily, Assignment assignment, int starts) {
        /**
         * Up to six families at τ = 0.4 points of quality: a family that loses that much, about 2 % of the bits, should
         * count for clearly less than the best. A family must save half a point, summed over all clips.
         */
        public static final Settings USUAL = new Settings(6, 0.4, 0.5, Assignment.SOFT, 16);

        public Settings {
            if (families < 1 || !(temperature > 0) || !(costOfFamily > 0) || starts < 1) {
                throw new IllegalArgumentException("needs a family, a temperature and cost above 0, and a start: "
                        + families + ", " + temperature + ", " + costOfFamily + ", " + starts);
            }
        }

        /** The same settings with another number of families at the start. */
        public Settings withFamilies(int other) {
            return new Settings(other, temperature, costOfFamily, assignment, starts);
        }

        /** The same settings with another temperature. */
        public Settings withTemperature(double other) {
            return new Settings(families, other, costOfFamily, assignment, starts);
        }

        /** The same settings with another assignment. */
        public Settings withAssignment(Assignment other) {
            return new Settings(families, temperature, costOfFamily, other, starts);
        }

        /** Orders outcomes by the distance of all clips from their nearest family plus the cost of the families. */
        Comparator<Outcome> byCost() {
            return Comparator.comparingDouble(
                    it -> it.nearestDistance() + costOfFamily * it.families().size());
        }
    }

    /**
     * A fixed point.
     *
     * @param families the indexes of the elected families, all different
     * @param assignment for each clip, the probability of each elected family, in the order of {@code families}
     * @param rounds all rounds; the first is before any re-election
     * @param nearestDistance the distance of each clip from its nearest elected family, summed over the clips, in units
     *     of quality
     * @param converged whether the last round changed nothing
     */
    public record Outcome(
            List<Integer> families,
            List<List<Double>> assignment,
            List<Round> rounds,
            double nearestDistance,
            boolean converged) {
        public Outcome {
            families = List.copyOf(families);
            assignment = List.copyOf(assignment);
            rounds = List.copyOf(rounds);
        }

        /** The same outcome with the families' indexes in another table. */
        Outcome withFamilies(IntUnaryOperator indexes) {
            return new Outcome(
                    families.stream().map(indexes::applyAsInt).toList(),
                    assignment,
                    rounds,
                    nearestDistance,
                    converged);
        }
    }

    /**
     * The state after a round.
     *
     * @param families how many families were elected
     * @param objective the free energy (for hard assignment, the sum of distances) in units of quality; it falls
     *     between rounds with equally many families
     */
    public record Round(@JsonProperty("clusters") int families, double objective) {}

    /**
     * Elects families.
     *
     * @param distances the distances of every family that may be elected
     * @param random decides the starts; the same stream gives the same outcome
     */
    public static Outcome cluster(DistanceTable distances, Settings settings, RandomGenerator random) {
        return IntStream.range(0, settings.starts())
                .mapToObj(start -> new Run(distances, settings, random).toFixedPoint())
                .min(settings.byCost())
                .orElseThrow();
    }

    /**
     * The probability of each family for a clip at given distances.
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
        private List<Integer> elected;

        Run(DistanceTable table, Settings settings, RandomGenerator random) {
            this.table = table;
            this.settings = settings;
            this.elected = start(random);
        }

        /**
         * The best family of a random clip, then the best families of further random clips; the worse a clip is served
         * so far, the more likely it is drawn.
         */
        private List<Integer> start(RandomGenerator random) {
            List<Integer> chosen = new ArrayList<>();
            chosen.add(best(random.nextInt(table.clips())));
            while (chosen.size() < Math.min(settings.families(), table.families())) {
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
            while (changes && rounds.size() <= MAX_ROUNDS) {
                List<Integer> reelected = reelected();
                changes = !reelected.equals(elected);
                elected = reelected;
                if (!changes) {
                    List<Integer> remaining = worthTheirCost(elected);
                    changes = remaining.size() < elected.size();
                    elected = remaining;
                }
                rounds.add(round());
            }
            return new Outcome(elected, assignment(elected), rounds, nearestDistance(elected), !changes);
        }

        private Round round() {
            return new Round(elected.size(), freeEnergy());
        }

        private List<Integer> reelected() {
            List<List<Double>> assignment = assignment(elected);
            List<Integer> reelected = new ArrayList<>();
            for (int i = 0; i < elected.size(); i++) {
                int incumbent = elected.get(i);
                double least = sum(assignment, i, incumbent);
                int winner = incumbent;
                for (int family = 0; family < table.families(); family++) {
                    double sum = sum(assignment, i, family);
                    // Better by more than rounding, so that equal families do not alternate for ever.
                    if (sum < least - 1e-12) {
                        least = sum;
                        winner = family;
                    }
                }
                reelected.add(winner);
            }
            return reelected;
        }

        /** The distances of all clips from a family, weighted by their assignment to the i-th elected one. */
        private double sum(List<List<Double>> assignment, int i, int family) {
            double sum = 0;
            for (int clip = 0; clip < table.clips(); clip++) {
                sum += assignment.get(clip).get(i) * table.distance(clip, family);
            }
            return sum;
        }

        /** Without the families that do not save their cost; those that save least are removed first. */
        private List<Integer> worthTheirCost(List<Integer> from) {
            List<Integer> remaining = from;
            while (remaining.size() > 1) {
                List<Integer> now = remaining;
                List<Integer> without = IntStream.range(0, now.size())
                        .mapToObj(i -> {
                            List<Integer> others = new ArrayList<>(now.subList(0, i));
                            others.addAll(now.subList(i + 1, now.size()));
                            return others;
                        })
                        .min(Comparator.comparingDouble(this::nearestDistance))
                        .orElseThrow();
                if (nearestDistance(without) >= nearestDistance(remaining) + settings.costOfFamily()) {
                    break;
                }
                remaining = without;
            }
            return List.copyOf(remaining);
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
                List<Double> distances = distances(clip, elected);
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
