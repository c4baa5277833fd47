package dev.starling.app.lab;

import dev.starling.lab.train.PolicyTraining;
import dev.starling.lab.train.PolicyTraining.Progress;
import dev.starling.swarm.steer.LearnedModel;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Prints and keeps the learning curve of a training. */
final class LearningCurve implements PolicyTraining.Observer {
    private final PrintWriter err;
    private final Consumer<LearnedModel> best;
    private final List<Progress> points = new ArrayList<>();

    /** @param best receives each model that is the best so far */
    LearningCurve(PrintWriter err, Consumer<LearnedModel> best) {
        this.err = err;
        this.best = best;
    }

    @Override
    public void learned(Progress progress) {
        points.add(progress);
        err.printf(
                Locale.ROOT,
                "%s %d: QoE_v %.3f, stalled %.2f %%%n",
                progress.phase(),
                progress.step(),
                progress.qoeV(),
                100 * progress.stallRatio());
        err.flush();
    }

    @Override
    public void best(LearnedModel model) {
        best.accept(model);
    }

    List<LearningPoint> points() {
        return points.stream().map(LearningPoint::of).toList();
    }
}
