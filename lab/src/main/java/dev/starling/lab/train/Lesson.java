package dev.starling.lab.train;

import dev.starling.swarm.steer.CandidateFeatures;

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
    }
}
