package dev.starling.lab.train;

import dev.starling.swarm.steer.CandidateFeatures;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** A decision with the teacher's values. */
final class Lesson {
    private final float[] features;
    private final double[] values;

    /**
     * @param features of all candidates, one after the other
     * @param values the teacher's value of each
     */
    Lesson(float[] features, double[] values) {
        this.features = features;
        this.values = values;
    }

    float[] features() {
        return features;
    }

    double[] values() {
        return values;
    }

    int candidates() {
        return values.length;
    }

    void copy(int candidate, float[] to) {
        System.arraycopy(features, candidate * CandidateFeatures.CANDIDATE, to, 0, CandidateFeatures.CANDIDATE);
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(values.length);
        Checkpoint.write(out, features);
        Checkpoint.write(out, values);
    }

    static Lesson read(DataInputStream in) throws IOException {
        double[] values = new double[in.readInt()];
        float[] features = new float[values.length * CandidateFeatures.CANDIDATE];
        Checkpoint.fill(in, features);
        Checkpoint.fill(in, values);
        return new Lesson(features, values);
    }

    /** A state with the teacher's value. */
    static final class OfState {
        private final float[] features;
        private final double value;

        /**
         * @param features of the state
         * @param value beside a state of the same clip and path
         */
        OfState(float[] features, double value) {
            this.features = features;
            this.value = value;
        }

        float[] features() {
            return features;
        }

        double value() {
            return value;
        }

        void write(DataOutputStream out) throws IOException {
            Checkpoint.write(out, features);
            out.writeDouble(value);
        }

        static OfState read(DataInputStream in) throws IOException {
            float[] features = new float[CandidateFeatures.STATE];
            Checkpoint.fill(in, features);
            return new OfState(features, in.readDouble());
        }
    }
}
