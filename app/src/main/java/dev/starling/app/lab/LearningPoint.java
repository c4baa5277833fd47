package dev.starling.app.lab;

import dev.starling.app.plot.Plot;
import dev.starling.app.plot.Plot.Axis;
import dev.starling.app.plot.Plot.Point;
import dev.starling.app.plot.Plot.Series;
import dev.starling.lab.train.PolicyTraining.Progress;
import java.util.ArrayList;
import java.util.List;

/**
 * A point of a learning curve, as JSON.
 *
 * @param phase of the training
 * @param step of the phase
 * @param qoeV the mean QoE_v on the traces held back
 * @param stallRatio the stall ratio on them, 0–1
 */
public record LearningPoint(String phase, int step, double qoeV, double stallRatio) {
    static LearningPoint of(Progress progress) {
        return new LearningPoint(progress.phase(), progress.step(), progress.qoeV(), progress.stallRatio());
    }

    /** Plots a learning curve of at least one point. */
    public static Plot plot(List<LearningPoint> points) {
        List<Series> series = new ArrayList<>();
        int offset = 0;
        for (String phase : points.stream().map(LearningPoint::phase).distinct().toList()) {
            List<Point> own = new ArrayList<>();
            for (LearningPoint each : points) {
                if (each.phase().equals(phase)) {
                    own.add(new Point(++offset, each.qoeV()));
                }
            }
            series.add(new Series(phase, phase.charAt(0), own));
        }
        return new Plot("Learning", Axis.linear("evaluation"), Axis.linear("QoE_v on held-back traces"), series);
    }
}
