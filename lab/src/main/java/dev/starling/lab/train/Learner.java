package dev.starling.lab.train;

import dev.starling.lab.train.Lesson.OfState;
import dev.starling.swarm.steer.CandidateFeatures;
import dev.starling.swarm.steer.LearnedModel;
import dev.starling.swarm.steer.LearnedModel.Range;
import dev.starling.swarm.steer.Network;
import dev.starling.swarm.steer.PathModel;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The networks while they are trained: their parameters, and steps against gradients. Scorer and critic may learn at
 * the same time, each in one thread.
 */
final class Learner {
    /** Units of the hidden layers. */
    private record Units(int first, int second) {
        static final Units SCORER = new Units(32, 16);
        static final Units CRITIC = new Units(48, 24);
    }

    private static final int BATCH = 64;
    /** Values this far below the best one count as bad, but not how bad. */
    private static final double TEMPERATURE = 3;

    private static final double HUBER = 0.3;

    private final PathModel path;
    private final Net scorer;
    private final Net critic;
    private final float[] least = new float[CandidateFeatures.CANDIDATE];
    private final float[] most = new float[CandidateFeatures.CANDIDATE];

    /** One network with its optimiser. */
    private static final class Net {
        private final int inputs;
        private final Units units;
        private final float[] parameters;
        private final Network.Evaluator evaluator;
        private final Adam adam;

        Net(int inputs, Units units, RandomGenerator random) {
            this.inputs = inputs;
            this.units = units;
            int first = units.first();
            int second = units.second();
            this.parameters = new float[Network.Form.count(inputs, first, second)];
            fill(0, inputs, first, random);
            fill((inputs + 1) * first, first, second, random);
            fill((inputs + 1) * first + (first + 1) * second, second, 1, random);
            this.evaluator = new Network(form()).evaluator(parameters);
            this.adam = new Adam(parameters);
        }

        Net(Network.Form form) {
            this.inputs = form.inputs();
            this.units = new Units(form.first(), form.second());
            this.parameters = new float[form.parameters().size()];
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] = form.parameters().get(i);
            }
            this.evaluator = new Network(form).evaluator(parameters);
            this.adam = new Adam(parameters);
        }

        private void fill(int from, int in, int out, RandomGenerator random) {
            double deviation = Math.sqrt(2.0 / in) * 0.7;
            for (int i = 0; i < in * out; i++) {
                parameters[from + i] = (float) (deviation * random.nextGaussian());
            }
        }

        Network.Form form() {
            List<Float> all = new ArrayList<>();
            for (float each : parameters) {
                all.add(each);
            }
            return new Network.Form(CandidateFeatures.CONTEXT, inputs, units.first(), units.second(), all);
        }

        void write(DataOutputStream out) throws IOException {
            Checkpoint.write(out, parameters);
            adam.write(out);
        }

        void read(DataInputStream in) throws IOException {
            Checkpoint.fill(in, parameters);
            adam.read(in);
        }
    }

    Learner(PathModel path, RandomGenerator random) {
        this.path = path;
        this.scorer = new Net(CandidateFeatures.CANDIDATE, Units.SCORER, random);
        this.critic = new Net(CandidateFeatures.STATE, Units.CRITIC, random);
        Arrays.fill(least, Float.POSITIVE_INFINITY);
        Arrays.fill(most, Float.NEGATIVE_INFINITY);
    }

    /** Continues a model. */
    Learner(PathModel path, LearnedModel model) {
        this.path = path;
        this.scorer = new Net(model.scorer());
        this.critic = new Net(model.critic());
        for (int i = 0; i < least.length; i++) {
            least[i] = model.known().get(i).least();
            most[i] = model.known().get(i).most();
        }
    }

    /** The model so far. */
    LearnedModel model(String madeBy) {
        List<Range> known = new ArrayList<>();
        for (int i = 0; i < least.length; i++) {
            known.add(least[i] <= most[i] ? new Range(least[i], most[i]) : new Range(0, 0));
        }
        return new LearnedModel(
                LearnedModel.FORMAT, LearnedModel.VERSION, madeBy, path, scorer.form(), critic.form(), known);
    }

    /** Writes all that steps change. */
    void write(DataOutputStream out) throws IOException {
        scorer.write(out);
        critic.write(out);
        Checkpoint.write(out, least);
        Checkpoint.write(out, most);
    }

    /** Goes on from what {@link #write} wrote. */
    void read(DataInputStream in) throws IOException {
        scorer.read(in);
        critic.read(in);
        Checkpoint.fill(in, least);
        Checkpoint.fill(in, most);
    }

    /** Takes the features of a lesson as known. */
    void know(Lesson lesson) {
        for (int i = 0; i < lesson.features().length; i++) {
            int feature = i % CandidateFeatures.CANDIDATE;
            least[feature] = Math.min(least[feature], lesson.features()[i]);
            most[feature] = Math.max(most[feature], lesson.features()[i]);
        }
    }

    /**
     * Moves the scorer towards the teacher: cross entropy between the soft choices.
     *
     * @return the mean value that the scorer's choices lose against the teacher's
     */
    double imitate(List<Lesson> lessons, double rate, RandomGenerator random) {
        List<Lesson> shuffled = new ArrayList<>(lessons);
        Collections.shuffle(shuffled, random);
        double lost = 0;
        int batch = 0;
        for (Lesson lesson : shuffled) {
            double[] scores = scores(lesson);
            double[] target = softly(lesson.values(), TEMPERATURE);
            double[] own = softly(scores, TEMPERATURE);
            double[] factors = new double[scores.length];
            for (int i = 0; i < scores.length; i++) {
                factors[i] = (own[i] - target[i]) * LearnedModel.SCORE_UNIT / TEMPERATURE;
            }
            addGradient(lesson, factors);
            lost += lesson.values()[best(lesson.values())] - lesson.values()[best(scores)];
            if (++batch == BATCH) {
                scorer.adam.step(rate, batch);
                batch = 0;
            }
        }
        return lost / lessons.size();
    }

    /** The scores of all candidates. */
    double[] scores(Lesson lesson) {
        float[] features = new float[CandidateFeatures.CANDIDATE];
        double[] scores = new double[lesson.candidates()];
        for (int i = 0; i < scores.length; i++) {
            lesson.copy(i, features);
            if (i == 0) {
                scorer.evaluator.context(features);
            }
            scores[i] = LearnedModel.SCORE_UNIT * scorer.evaluator.of(features);
        }
        return scores;
    }

    /** Adds the gradient of a sum of scores with factors. */
    private void addGradient(Lesson lesson, double[] factors) {
        float[] features = new float[CandidateFeatures.CANDIDATE];
        for (int i = 0; i < factors.length; i++) {
            if (Math.abs(factors[i]) > 1e-4) {
                lesson.copy(i, features);
                scorer.evaluator.context(features);
                scorer.evaluator.of(features);
                scorer.evaluator.addGradient(features, (float) factors[i], scorer.adam.gradient());
            }
        }
    }

    /**
     * Makes a choice more likely, by policy gradient; called for all choices of a batch, then {@link #stepScorer}.
     *
     * @param advantage what the choice was worth beside others in the same place
     */
    void reinforce(Lesson lesson, int choice, double advantage, double temperature) {
        double[] own = softly(scores(lesson), temperature);
        double[] factors = new double[own.length];
        for (int i = 0; i < own.length; i++) {
            factors[i] = -advantage * ((i == choice ? 1 : 0) - own[i]);
        }
        addGradient(lesson, factors);
    }

    /** Steps against the gradients of {@link #reinforce}. */
    void stepScorer(double rate, int count) {
        scorer.adam.step(rate, count);
    }

    /**
     * Moves the critic towards the teacher's values of states.
     *
     * @return the mean error
     */
    double value(List<OfState> states, double rate, RandomGenerator random) {
        List<OfState> shuffled = new ArrayList<>(states);
        Collections.shuffle(shuffled, random);
        double errors = 0;
        int batch = 0;
        for (OfState state : shuffled) {
            critic.evaluator.context(state.features());
            double error = critic.evaluator.of(state.features()) - state.value() / LearnedModel.VALUE_UNIT;
            errors += Math.abs(error) * LearnedModel.VALUE_UNIT;
            critic.evaluator.addGradient(
                    state.features(), (float) Math.clamp(error, -HUBER, HUBER), critic.adam.gradient());
            if (++batch == BATCH) {
                critic.adam.step(rate, batch);
                batch = 0;
            }
        }
        return errors / states.size();
    }

    static double[] softly(double[] values, double temperature) {
        double most = values[best(values)];
        double[] soft = new double[values.length];
        double sum = 0;
        for (int i = 0; i < soft.length; i++) {
            soft[i] = Math.exp((values[i] - most) / temperature);
            sum += soft[i];
        }
        for (int i = 0; i < soft.length; i++) {
            soft[i] /= sum;
        }
        return soft;
    }

    static int best(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }
}
