package dev.starling.app.report;

import dev.starling.app.plot.Plot;
import dev.starling.app.plot.Plot.Axis;
import dev.starling.app.plot.Plot.Point;
import dev.starling.app.plot.Plot.Series;
import dev.starling.app.plot.Plot.Style;
import dev.starling.app.title.PackageInspection.BlendResult;
import dev.starling.app.title.PackageInspection.ClipResult;
import dev.starling.app.title.RateQualityPlot;
import dev.starling.swarm.steer.BlendLevel;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.RungLadder;
import dev.starling.swarm.title.Title;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The rate–quality plot of a report: that of {@code inspect} with rungs, tails, blend points and the hull. */
final class RateQualityFigure {
    private RateQualityFigure() {}

    /** The means over a title. */
    static Plot of(Title title, RungLadder ladder) {
        List<Point> rungs = IntStream.range(0, ladder.rungs())
                .mapToObj(rung -> RungMeans.of(ladder, rung))
                .map(it -> new Point(it.bitsPerSecond() / 1e3, it.vmaf()))
                .toList();
        return with(
                RateQualityPlot.of(title, title.name(), title.clips()),
                rungs,
                List.of(),
                line("convex hull of the rungs", rungs));
    }

    /** All that can be sent of a clip. */
    static Plot of(Clip clip, ClipResult result, Title title, RungLadder ladder) {
        List<Point> members = result.members().stream()
                .map(it -> new Point(it.bitsPerSecond() / 1e3, it.quality().vmaf()))
                .toList();
        List<Point> rungs = IntStream.range(0, ladder.rungs())
                .mapToObj(rung -> ladder.serving(rung, clip))
                .distinct()
                .map(it -> new Point(
                        it.bytes() * 8 / clip.seconds() / 1e3, it.quality().vmaf()))
                .toList();
        List<Point> tails = result.tails().stream()
                .map(it -> new Point(
                        it.clipBytes() * 8 / clip.seconds() / 1e3, it.quality().vmaf()))
                .toList();
        List<Point> slices = blends(result, BlendLevel.SLICE);
        List<Point> coefficients = blends(result, BlendLevel.COEFFICIENT);
        List<Point> all = new ArrayList<>(members);
        all.addAll(tails);
        all.addAll(slices);
        all.addAll(coefficients);
        List<Series> blended = List.of(
                new Series("with a tail", 't', tails, Style.DOTS),
                new Series("rows of two members", 's', slices, Style.DOTS),
                new Series("requantised", 'q', coefficients, Style.DOTS));
        Plot plot = RateQualityPlot.of(title, title.name() + ", clip " + clip.index(), List.of(clip));
        return with(plot, rungs, blended, line("convex hull", all));
    }

    private static List<Point> blends(ClipResult result, BlendLevel level) {
        return result.blends().stream()
                .filter(it -> it.level() == level)
                .map((BlendResult it) ->
                        new Point(it.bitsPerSecond() / 1e3, it.quality().vmaf()))
                .toList();
    }

    private static Series line(String name, List<Point> of) {
        return new Series(name, 'h', hull(of), Style.LINE);
    }

    private static Plot with(Plot plot, List<Point> rungs, List<Series> blended, Series hull) {
        List<Series> series = new ArrayList<>();
        series.add(hull);
        series.addAll(plot.series());
        blended.stream().filter(it -> !it.points().isEmpty()).forEach(series::add);
        series.add(new Series("rung", 'r', rungs, Style.TRIANGLES));
        return new Plot(plot.title(), Axis.logarithmic("kbit/s"), plot.yAxis(), series);
    }

    /** The upper convex hull: from the point of the fewest bits to that of the best quality (Andrew's algorithm). */
    static List<Point> hull(List<Point> points) {
        List<Point> hull = new ArrayList<>();
        List<Point> rising = points.stream()
                .sorted(Comparator.comparingDouble(Point::x)
                        .thenComparing(Comparator.comparingDouble(Point::y).reversed()))
                .toList();
        double best = Double.NEGATIVE_INFINITY;
        for (Point point : rising) {
            if (point.y() <= best) {
                continue;
            }
            best = point.y();
            while (hull.size() > 1 && isBelow(hull.getLast(), hull.get(hull.size() - 2), point)) {
                hull.removeLast();
            }
            hull.add(point);
        }
        return hull;
    }

    /** Whether a point lies on or below the line from one to another. */
    private static boolean isBelow(Point point, Point from, Point to) {
        return (point.y() - from.y()) * (to.x() - from.x()) <= (to.y() - from.y()) * (point.x() - from.x());
    }
}
