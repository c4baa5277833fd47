package dev.starling.lab.train;

import dev.starling.lab.train.Lesson.OfState;
import dev.starling.lab.train.PolicyTraining.Progress;
import dev.starling.swarm.json.StrictJson;
import dev.starling.swarm.steer.LearnedModel;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** All that a training has come to: with it, one goes on as if there had been no break. */
final class TrainingState {
    private final Learner learner;
    private final List<Lesson> lessons = new ArrayList<>();
    private final List<OfState> states = new ArrayList<>();
    private final List<Progress> curve = new ArrayList<>();
    private LearnedModel best;
    private double mostQoe = Double.NEGATIVE_INFINITY;
    private int units;

    /** @param best the model before the first comparison */
    TrainingState(Learner learner, LearnedModel best) {
        this.learner = learner;
        this.best = best;
    }

    Learner learner() {
        return learner;
    }

    /** The decisions to learn; training adds to them. */
    List<Lesson> lessons() {
        return lessons;
    }

    /** The states to learn; training adds to them. */
    List<OfState> states() {
        return states;
    }

    /** The learning curve. */
    List<Progress> curve() {
        return curve;
    }

    /** The model that is best on the traces held back. */
    LearnedModel best() {
        return best;
    }

    /** Its mean QoE there; negative infinity before the first comparison. */
    double mostQoe() {
        return mostQoe;
    }

    void best(LearnedModel model, double qoe) {
        best = model;
        mostQoe = qoe;
    }

    /** How many rounds and steps have been done. */
    int units() {
        return units;
    }

    void didOne() {
        units++;
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(units);
        learner.write(out);
        out.writeInt(lessons.size());
        for (Lesson lesson : lessons) {
            lesson.write(out);
        }
        out.writeInt(states.size());
        for (OfState state : states) {
            state.write(out);
        }
        out.writeInt(curve.size());
        for (Progress progress : curve) {
            out.writeUTF(progress.phase());
            out.writeInt(progress.step());
            out.writeDouble(progress.qoeV());
            out.writeDouble(progress.stallRatio());
        }
        out.writeDouble(mostQoe);
        byte[] model = StrictJson.write(best);
        out.writeInt(model.length);
        out.write(model);
    }

    /** Replaces this state, in which nothing has been done, by what {@link #write} wrote. */
    void read(DataInputStream in) throws IOException {
        units = in.readInt();
        learner.read(in);
        for (int left = in.readInt(); left > 0; left--) {
            lessons.add(Lesson.read(in));
        }
        for (int left = in.readInt(); left > 0; left--) {
            states.add(OfState.read(in));
        }
        for (int left = in.readInt(); left > 0; left--) {
            curve.add(new Progress(in.readUTF(), in.readInt(), in.readDouble(), in.readDouble()));
        }
        mostQoe = in.readDouble();
        best = LearnedModel.read(in.readNBytes(in.readInt()));
    }
}
