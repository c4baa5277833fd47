package dev.starling.swarm.steer;

import java.util.Arrays;
import java.util.List;

/**
 * A small neural network with one output: two hidden layers of leaky rectified units. The first inputs, the context,
 * are the same for many evaluations; their part is computed once. Immutable; evaluations are in an {@link Evaluator}.
 */
public final class Network {
    /** The slope of a unit below zero. */
    static final float LEAK = 0.05f;

    private final int contexts;
    private final int inputs;
    private final int first;
    private final int second;
    private final float[] parameters;

    /**
     * The numbers of a network, as a policy file holds them.
     *
     * @param contexts the number of context inputs
     * @param inputs the number of all inputs
     * @param first units of the first hidden layer
     * @param second units of the second hidden layer
     * @param parameters weights by input and unit, then biases, layer by layer
     */
    public record Form(int contexts, int inputs, int first, int second, List<Float> parameters) {
        private static final int MAX_UNITS = 512;

        public Form {
            boolean sized = contexts >= 0 && inputs >= contexts && inputs > 0 && first > 0 && second > 0;
            if (!sized || inputs > MAX_UNITS || first > MAX_UNITS || second > MAX_UNITS) {
                throw new IllegalArgumentException("not the size of a network: " + contexts + " of " + inputs
                        + " inputs, " + first + " and " + second + " units");
            }
            if (parameters.size() != count(inputs, first, second)) {
                throw new IllegalArgumentException(parameters.size() + " parameters for " + inputs + " inputs, " + first
                        + " and " + second + " units; must be " + count(inputs, first, second));
            }
            for (float each : parameters) {
                if (!Float.isFinite(each)) {
                    throw new IllegalArgumentException("a parameter is not a finite number");
                }
            }
            parameters = List.copyOf(parameters);
        }

        /** The number of parameters of a network. */
        public static int count(int inputs, int first, int second) {
            return (inputs + 1) * first + (first + 1) * second + second + 1;
        }
    }

    /** The network of a form. */
    public Network(Form form) {
        contexts = form.contexts();
        inputs = form.inputs();
        first = form.first();
        second = form.second();
        parameters = new float[form.parameters().size()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = form.parameters().get(i);
        }
    }

    /** Evaluates the network; nothing is allocated. */
    public Evaluator evaluator() {
        return new Evaluator(parameters);
    }

    /** An evaluation of the network with its gradient. For one thread. */
    public Evaluator evaluator(float[] ofParameters) {
        return new Evaluator(ofParameters);
    }

    /** The number of all inputs. */
    int inputs() {
        return inputs;
    }

    /** The number of context inputs. */
    int contexts() {
        return contexts;
    }

    /** Evaluates a network for one context and many other inputs. For one thread. */
    public final class Evaluator {
        private final float[] weights;
        private final float[] contextSums = new float[first];
        private final float[] hidden = new float[first];
        private final float[] upper = new float[second];

        private Evaluator(float[] weights) {
            this.weights = weights;
        }

        /** Sets the context: the first elements of {@code values}. */
        public void context(float[] values) {
            System.arraycopy(weights, inputs * first, contextSums, 0, first);
            add(contextSums, values, 0, contexts);
        }

        private void add(float[] sums, float[] values, int from, int until) {
            for (int input = from; input < until; input++) {
                float value = values[input];
                int at = input * first;
                for (int unit = 0; unit < first; unit++) {
                    sums[unit] += value * weights[at + unit];
                }
            }
        }

        /** The output for the inputs behind the context. */
        public float of(float[] values) {
            System.arraycopy(contextSums, 0, hidden, 0, first);
            add(hidden, values, contexts, inputs);
            int at = (inputs + 1) * first;
            System.arraycopy(weights, at + first * second, upper, 0, second);
            for (int unit = 0; unit < first; unit++) {
                float value = rectified(hidden[unit]);
                for (int next = 0; next < second; next++) {
                    upper[next] += value * weights[at + next];
                }
                at += second;
            }
            at += second;
            float output = weights[at + second];
            for (int unit = 0; unit < second; unit++) {
                output += rectified(upper[unit]) * weights[at + unit];
            }
            return output;
        }

        /**
         * Adds the gradient of the last output times a factor.
         *
         * @param values the inputs of the last output, with the context
         * @param gradient by parameter
         */
        public void addGradient(float[] values, float factor, float[] gradient) {
            int upperAt = (inputs + 1) * first;
            int outputAt = upperAt + (first + 1) * second;
            gradient[outputAt + second] += factor;
            float[] ofHidden = new float[first];
            for (int next = 0; next < second; next++) {
                gradient[outputAt + next] += factor * rectified(upper[next]);
                float ofUpper = factor * weights[outputAt + next] * slope(upper[next]);
                gradient[upperAt + first * second + next] += ofUpper;
                for (int unit = 0; unit < first; unit++) {
                    gradient[upperAt + unit * second + next] += ofUpper * rectified(hidden[unit]);
                    ofHidden[unit] += ofUpper * weights[upperAt + unit * second + next];
                }
            }
            for (int unit = 0; unit < first; unit++) {
                ofHidden[unit] *= slope(hidden[unit]);
                gradient[inputs * first + unit] += ofHidden[unit];
            }
            for (int input = 0; input < inputs; input++) {
                float value = values[input];
                if (value != 0) {
                    for (int unit = 0; unit < first; unit++) {
                        gradient[input * first + unit] += value * ofHidden[unit];
                    }
                }
            }
        }
    }

    private static float rectified(float value) {
        return value > 0 ? value : LEAK * value;
    }

    private static float slope(float value) {
        return value > 0 ? 1 : LEAK;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network network && Arrays.equals(parameters, network.parameters);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(parameters);
    }
}
