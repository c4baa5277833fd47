package dev.starling.app.title;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.starling.app.plot.Plot;
import dev.starling.app.plot.Plot.Axis;
import dev.starling.app.plot.Plot.Point;
import dev.starling.app.plot.Plot.Series;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.Title;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Plots the rate–quality curves of a package: one curve per family and picture size, one point per cluster. */
public final class RateQualityPlot {
    private RateQualityPlot() {}

    /**
     * Plots some clips of a title.
     *
     * @param clips at least one; a cluster's point is the mean over the clips that have its member
     */
    public static Plot of(Title title, String heading, List<Clip> clips) {
        List<Series> series = new ArrayList<>();
        Map<Profile.H264.Family, List<Cluster>> families = title.clusters().stream()
                .collect(groupingBy(it -> it.centroid().family(), LinkedHashMap::new, toList()));
        for (List<Cluster> family : families.values()) {
            List<Point> points = family.stream()
                    .flatMap(it -> point(it, clips).stream())
                    .sorted(Comparator.comparingDouble(Point::x))
                    .toList();
            if (!points.isEmpty()) {
                char mark = (char) ('a' + series.size());
                Cluster best = family.getFirst();
                series.add(new Series(best.id() + " … " + best.centroid().pictureSize(), mark, points));
            }
        }
        return new Plot(heading, Axis.logarithmic("kbit/s"), Axis.linear("VMAF"), series);
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
