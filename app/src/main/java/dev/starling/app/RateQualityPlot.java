package dev.starling.app;

import dev.starling.app.plot.Plot;
import dev.starling.app.plot.Plot.Axis;
import dev.starling.app.plot.Plot.Point;
import dev.starling.app.plot.Plot.Series;
import dev.starling.swarm.cluster.Cluster;
import dev.starling.swarm.pack.BlendGroup;
import dev.starling.swarm.pack.Clip;
import dev.starling.swarm.pack.Member;
import dev.starling.swarm.pack.Title;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The rate–quality curves of a package: one for each blend group, a point for each cluster. */
final class RateQualityPlot {
    private RateQualityPlot() {}

    /**
     * The curves of some clips of a title.
     *
     * @param clips at least one; a cluster's point is the mean over those that have its member
     */
    static Plot of(Title title, String heading, List<Clip> clips) {
        List<Series> series = new ArrayList<>();
        for (BlendGroup group : title.groups()) {
            List<Point> points = title.clusters().stream()
                    .filter(it -> it.group().equals(group.id()))
                    .flatMap(it -> point(it, clips).stream())
                    .sorted(Comparator.comparingDouble(Point::x))
                    .toList();
            if (!points.isEmpty()) {
                char mark = (char) ('a' + series.size());
                series.add(new Series(group.id() + " " + group.pictureSize(), mark, points));
            }
        }
        return new Plot(heading, new Axis("kbit/s", true), new Axis("VMAF", false), series);
    }

    private static List<Point> point(Cluster cluster, List<Clip> clips) {
        double bits = 0;
        double seconds = 0;
        double quality = 0;
        for (Clip clip : clips) {
            if (clip.has(cluster.id())) {
                Member member = clip.member(cluster.id());
                bits += member.bytes() * 8.0;
                seconds += clip.seconds();
                quality += member.quality().vmaf() * clip.seconds();
            }
        }
        return seconds == 0 ? List.of() : List.of(new Point(bits / seconds / 1e3, quality / seconds));
    }
}
