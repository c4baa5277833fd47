package dev.starling.swarm.breed.evolve;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Learns which mutation operators pay: a discounted upper-confidence-bound bandit (A. Garivier and E. Moulines, On
 * Upper-Confidence Bound Policies for Switching Bandit Problems, 2011). It is discounted because wide steps pay early
 * but not late. Immutable.
 *
 * @param arms the statistics of each operator
 */
public record OperatorBandit(Map<MutationOperator, Arm> arms) {
    /** Halves the weight of old rewards after about thirty children. */
    private static final double DISCOUNT = 0.977;
    /** Garivier and Moulines' ξ, at the lowest value for which they prove a bound. */
    private static final double EXPLORATION = 0.5;

    /** The start: no statistics. */
    public static final OperatorBandit NEW = new OperatorBandit(Map.of());

    /**
     * The statistics of one operator.
     *
     * @param tries the discounted number of children
     * @param reward the discounted sum of their rewards
     */
    public record Arm(double tries, double reward) {
        private static final Arm NONE = new Arm(0, 0);

        public Arm {
            if (!(tries >= 0) || !(reward >= 0) || !Double.isFinite(tries) || !Double.isFinite(reward)) {
                throw new IllegalArgumentException("tries and reward must be 0 or more: " + tries + ", " + reward);
            }
        }

        /** The mean reward: quality gained per CPU-second; 0 before the first try. */
        public double mean() {
            return tries == 0 ? 0 : reward / tries;
        }
    }

    public OperatorBandit {
        Map<MutationOperator, Arm> all = new EnumMap<>(MutationOperator.class);
        for (MutationOperator operator : MutationOperator.values()) {
            all.put(operator, arms.getOrDefault(operator, Arm.NONE));
        }
        arms = Collections.unmodifiableMap(all);
    }

    /** The statistics of an operator. */
    public Arm arm(MutationOperator operator) {
        return arms.getOrDefault(operator, Arm.NONE);
    }

    /** The next operator: an untried one, else the one with the highest upper bound; ties are drawn. */
    MutationOperator choose(RandomGenerator random) {
        double tries = arms.values().stream().mapToDouble(Arm::tries).sum();
        // Rewards have no natural unit; dividing by the best mean scales them to 0–1, as the bound requires.
        double best = arms.values().stream().mapToDouble(Arm::mean).max().orElse(0);
        List<MutationOperator> candidates = new ArrayList<>();
        double highest = Double.NEGATIVE_INFINITY;
        for (Map.Entry<MutationOperator, Arm> entry : arms.entrySet()) {
            double bound = bound(entry.getValue(), tries, best);
            if (bound > highest) {
                candidates.clear();
                highest = bound;
            }
            if (bound == highest) {
                candidates.add(entry.getKey());
            }
        }
        return candidates.get(random.nextInt(candidates.size()));
    }

    private static double bound(Arm arm, double allTries, double bestMean) {
        if (arm.tries() == 0) {
            return Double.POSITIVE_INFINITY;
        }
        double mean = bestMean > 0 ? arm.mean() / bestMean : 0;
        return mean + Math.sqrt(EXPLORATION * Math.log(Math.max(1, allTries)) / arm.tries());
    }

    /**
     * The bandit after one more child.
     *
     * @param operator the operator that made it
     * @param reward the quality gained per CPU-second spent on it, at least 0
     */
    OperatorBandit afterChild(MutationOperator operator, double reward) {
        Map<MutationOperator, Arm> learnt = new EnumMap<>(MutationOperator.class);
        arms.forEach((it, arm) -> learnt.put(it, new Arm(arm.tries() * DISCOUNT, arm.reward() * DISCOUNT)));
        Arm arm = learnt.getOrDefault(operator, Arm.NONE);
        learnt.put(operator, new Arm(arm.tries() + 1, arm.reward() + reward));
        return new OperatorBandit(learnt);
    }
}
