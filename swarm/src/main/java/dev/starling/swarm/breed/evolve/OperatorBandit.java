package dev.starling.swarm.breed.evolve;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Learns which mutation operators pay: a discounted upper-confidence-bound bandit (A. Garivier and E. Moulines, On
 * Upper-Confidence Bound Policies for Switching Bandit Problems, 2011), since what pays early, wide steps, does not pay
 * late. A value; learning gives another.
 *
 * @param arms what is known of each operator
 */
public record OperatorBandit(Map<MutationOperator, Arm> arms) {
    /** After some thirty children half of what was known is forgotten. */
    private static final double DISCOUNT = 0.977;
    /** How much is tried out: Garivier and Moulines' ξ, at the least for which they prove a bound. */
    private static final double EXPLORATION = 0.5;

    /** Nothing is known. */
    public static final OperatorBandit NEW = new OperatorBandit(Map.of());

    /**
     * What is known of one operator.
     *
     * @param tries discounted number of children
     * @param reward discounted sum of their rewards
     */
    public record Arm(double tries, double reward) {
        private static final Arm NONE = new Arm(0, 0);

        public Arm {
            if (!(tries >= 0) || !(reward >= 0) || !Double.isFinite(tries) || !Double.isFinite(reward)) {
                throw new IllegalArgumentException("tries and reward must be 0 or more: " + tries + ", " + reward);
            }
        }

        private double mean() {
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

    /** What is known of an operator. */
    public Arm arm(MutationOperator operator) {
        return arms.getOrDefault(operator, Arm.NONE);
    }

    /** The operator to use next: one that was never tried, else the one that may be the best; ties are drawn. */
    MutationOperator choose(RandomGenerator random) {
        double tries = arms.values().stream().mapToDouble(Arm::tries).sum();
        // Rewards have no natural unit: relative to the best mean, which makes them 0–1 as the bound wants.
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
     * After a child.
     *
     * @param operator that made it
     * @param reward quality gained per CPU-second spent on it, at least 0
     */
    OperatorBandit learnt(MutationOperator operator, double reward) {
        Map<MutationOperator, Arm> learnt = new EnumMap<>(MutationOperator.class);
        arms.forEach((it, arm) -> learnt.put(it, new Arm(arm.tries() * DISCOUNT, arm.reward() * DISCOUNT)));
        Arm arm = learnt.getOrDefault(operator, Arm.NONE);
        learnt.put(operator, new Arm(arm.tries() + 1, arm.reward() + reward));
        return new OperatorBandit(learnt);
    }
}
