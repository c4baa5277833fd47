package dev.starling.swarm.breed.evolve;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What each mutation operator brought in one generation; for people, breeding ignores it.
 *
 * @param generation the generation that was bred
 * @param operators by operator, those that made no child left out
 */
public record Brood(int generation, Map<MutationOperator, Success> operators) {
    /**
     * The success of an operator.
     *
     * @param children how many it made
     * @param gain by how much they improved the best gains of the niches, in points of quality
     * @param cpuSeconds the processor time of their encodes
     */
    public record Success(int children, double gain, double cpuSeconds) {
        /** Nothing. */
        public static final Success NONE = new Success(0, 0, 0);

        public Success {
            boolean finite = Double.isFinite(gain) && Double.isFinite(cpuSeconds);
            if (children < 0 || !(gain >= 0) || !(cpuSeconds >= 0) || !finite) {
                throw new IllegalArgumentException(
                        "children, gain and seconds must be 0 or more: " + children + ", " + gain + ", " + cpuSeconds);
            }
        }

        /** Both together. */
        public Success plus(Success other) {
            return new Success(children + other.children, gain + other.gain, cpuSeconds + other.cpuSeconds);
        }
    }

    public Brood {
        Map<MutationOperator, Success> copy = new EnumMap<>(MutationOperator.class);
        copy.putAll(operators);
        operators = Collections.unmodifiableMap(copy);
    }

    /** What an operator brought. */
    public Success of(MutationOperator operator) {
        return operators.getOrDefault(operator, Success.NONE);
    }

    static Brood none(int generation) {
        return new Brood(generation, Map.of());
    }

    /** With one more child. */
    Brood with(MutationOperator operator, double gain, double cpuSeconds) {
        Map<MutationOperator, Success> more = new EnumMap<>(MutationOperator.class);
        more.putAll(operators);
        more.merge(operator, new Success(1, gain, cpuSeconds), Success::plus);
        return new Brood(generation, more);
    }
}
