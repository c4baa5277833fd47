package dev.starling.swarm.steer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NetworkTest {
    private static final int CONTEXTS = 3;
    private static final int INPUTS = 7;
    private static final int FIRST = 6;
    private static final int SECOND = 4;

    private static List<Float> parameters(Random random) {
        List<Float> parameters = new ArrayList<>();
        for (int i = 0; i < Network.Form.count(INPUTS, FIRST, SECOND); i++) {
            parameters.add((float) (0.5 * random.nextGaussian()));
        }
        return parameters;
    }

    private static Network.Form form(List<Float> parameters) {
        return new Network.Form(CONTEXTS, INPUTS, FIRST, SECOND, parameters);
    }

    private static float[] inputs(Random random) {
        float[] inputs = new float[INPUTS];
        for (int i = 0; i < INPUTS; i++) {
            inputs[i] = (float) random.nextGaussian();
        }
        return inputs;
    }

    private static float output(List<Float> parameters, float[] inputs) {
        Network.Evaluator evaluator = new Network(form(parameters)).evaluator();
        evaluator.context(inputs);
        return evaluator.of(inputs);
    }

    /** The same network, written down as in a textbook. */
    private static double textbook(List<Float> p, float[] inputs) {
        double[] hidden = new double[FIRST];
        for (int unit = 0; unit < FIRST; unit++) {
            hidden[unit] = p.get(INPUTS * FIRST + unit);
            for (int i = 0; i < INPUTS; i++) {
                hidden[unit] += p.get(i * FIRST + unit) * inputs[i];
            }
            hidden[unit] = Math.max(hidden[unit], Network.LEAK * hidden[unit]);
        }
        int at = (INPUTS + 1) * FIRST;
        int last = at + (FIRST + 1) * SECOND;
        double output = p.get(last + SECOND);
        for (int next = 0; next < SECOND; next++) {
            double upper = p.get(at + FIRST * SECOND + next);
            for (int unit = 0; unit < FIRST; unit++) {
                upper += p.get(at + unit * SECOND + next) * hidden[unit];
            }
            output += p.get(last + next) * Math.max(upper, Network.LEAK * upper);
        }
        return output;
    }

    @Test
    void outputIsThatOfTheTextbook() {
        Random random = new Random(1);
        for (int i = 0; i < 50; i++) {
            List<Float> parameters = parameters(random);
            float[] inputs = inputs(random);
            assertThat((double) output(parameters, inputs)).isCloseTo(textbook(parameters, inputs), within(1e-4));
        }
    }

    @Test
    void gradientIsTheFiniteDifference() {
        Random random = new Random(2);
        double step = 1e-5;
        List<Float> parameters = parameters(random);
        float[] inputs = inputs(random);
        float[] numbers = new float[parameters.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = parameters.get(i);
        }
        Network.Evaluator evaluator = new Network(form(parameters)).evaluator(numbers);
        evaluator.context(inputs);
        evaluator.of(inputs);
        float[] gradient = new float[numbers.length];
        evaluator.addGradient(inputs, 2, gradient);
        for (int i = 0; i < numbers.length; i++) {
            // In floats a small step would vanish; the textbook counts in doubles.
            List<Float> up = new ArrayList<>(parameters);
            float above = (float) (parameters.get(i) + 100 * step);
            up.set(i, above);
            double difference =
                    (textbook(up, inputs) - textbook(parameters, inputs)) / ((double) above - parameters.get(i));
            assertThat((double) gradient[i]).as("parameter %d", i).isCloseTo(2 * difference, within(2e-3));
        }
    }

    @Test
    void badFormsAreNamed() {
        List<Float> parameters = parameters(new Random(3));
        parameters.set(5, Float.NaN);
        assertThatThrownBy(() -> form(parameters)).hasMessage("a parameter is not a finite number");
        assertThatThrownBy(() -> form(parameters.subList(1, parameters.size())))
                .hasMessageContaining("parameters for 7 inputs");
        assertThatThrownBy(() -> new Network.Form(0, 100_000, 1, 1, List.of()))
                .hasMessageContaining("not the size of a network");
    }
}
