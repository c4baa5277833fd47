package dev.starling.lab.train;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** The Adam optimiser (Kingma and Ba 2015) over the parameters of one network. */
final class Adam {
    private static final double BETA_1 = 0.9;
    private static final double BETA_2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final float[] parameters;
    private final float[] gradient;
    private final double[] mean;
    private final double[] square;
    private int steps;

    Adam(float[] parameters) {
        this.parameters = parameters;
        this.gradient = new float[parameters.length];
        this.mean = new double[parameters.length];
        this.square = new double[parameters.length];
    }

    /** Where gradients are summed up. */
    float[] gradient() {
        return gradient;
    }

    /** Moves the parameters against the gradient, divided by a count, and clears it. */
    void step(double rate, int count) {
        steps++;
        double bias1 = 1 - Math.pow(BETA_1, steps);
        double bias2 = 1 - Math.pow(BETA_2, steps);
        for (int i = 0; i < parameters.length; i++) {
            double g = gradient[i] / count;
            gradient[i] = 0;
            mean[i] += (1 - BETA_1) * (g - mean[i]);
            square[i] += (1 - BETA_2) * (g * g - square[i]);
            parameters[i] -= (float) (rate * mean[i] / bias1 / (Math.sqrt(square[i] / bias2) + EPSILON));
        }
    }

    /** Also the gradients of a batch that is not full: the next step counts them. */
    void write(DataOutputStream out) throws IOException {
        out.writeInt(steps);
        Checkpoint.write(out, gradient);
        Checkpoint.write(out, mean);
        Checkpoint.write(out, square);
    }

    void read(DataInputStream in) throws IOException {
        steps = in.readInt();
        Checkpoint.fill(in, gradient);
        Checkpoint.fill(in, mean);
        Checkpoint.fill(in, square);
    }
}
