package dev.starling.app.lab;

import dev.starling.app.plot.Panels;
import dev.starling.app.plot.Panels.Panel;
import dev.starling.app.plot.Plot.Axis;
import dev.starling.app.plot.Plot.Point;
import dev.starling.app.plot.Plot.Series;
import dev.starling.app.plot.Plot.Style;
import dev.starling.lab.evaluate.SessionFigures;
import java.util.ArrayList;
import java.util.List;

/** Draws the empirical distribution of QoE_v over sessions: a panel for each family, a curve for each policy. */
final class QoeDistributions {
    private static final int PANEL_HEIGHT = 170;

    private QoeDistributions() {}

    /** Of all sessions, this share may lie outside on the left: a single bad one would squeeze all curves. */
    private static final double OUTSIDE = 0.005;

    static Panels of(List<SessionFigures> sessions) {
        double[] all = sessions.stream()
                .mapToDouble(SessionFigures.Figure.QOE_V::of)
                .sorted()
                .toArray();
        double least = all[(int) (OUTSIDE * all.length)];
        String label = all[0] < least ? "QoE_v; lower ones are drawn at the left edge" : "QoE_v";
        List<Panel> panels = new ArrayList<>();
        for (String family : sessions.stream()
                .map(it -> it.trace().family())
                .distinct()
                .sorted()
                .toList()) {
            List<SessionFigures> own = sessions.stream()
                    .filter(it -> it.trace().family().equals(family))
                    .toList();
            long traces = own.stream().map(it -> it.trace().file()).distinct().count();
            List<Series> curves = own.stream()
                    .map(SessionFigures::policy)
                    .distinct()
                    .map(policy -> curve(policy, own, least))
                    .toList();
            panels.add(new Panel(
                    Axis.linear(family + " (" + traces + " traces): % of sessions at or below"), PANEL_HEIGHT, curves));
        }
        return new Panels("QoE_v of sessions", Axis.linear(label), panels, List.of());
    }

    /** A step up at each session. */
    private static Series curve(String policy, List<SessionFigures> sessions, double least) {
        double[] values = sessions.stream()
                .filter(it -> it.policy().equals(policy))
                .mapToDouble(SessionFigures.Figure.QOE_V::of)
                .map(it -> Math.max(least, it))
                .sorted()
                .toArray();
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            points.add(new Point(values[i], 100.0 * i / values.length));
            points.add(new Point(values[i], 100.0 * (i + 1) / values.length));
        }
        return new Series(policy, '*', points, Style.LINE);
    }
}
