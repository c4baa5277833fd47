package dev.starling.app.training;

import dev.starling.app.plot.Plot;
import dev.starling.app.plot.Plot.Axis;
import dev.starling.app.plot.Plot.Point;
import dev.starling.app.plot.Plot.Series;
import dev.starling.swarm.breed.evolve.Hull;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Plots how the rate–quality hull of a population rises over the generations. */
public final class HullPlot {
    /** More curves cannot be told apart. */
    private static final int MAX_CURVES = 8;

    private HullPlot() {}

    /**
     * A curve for each of some generations.
     *
     * @param history the hulls of all generations, at least one
     * @param preset the libx264 preset above which the hulls lie
     */
    public static Plot of(List<Hull> history, String preset) {
        // Evenly spaced generations, always with the first and the last.
        int step = Math.max(1, Math.ceilDiv(history.size() - 1, MAX_CURVES - 1));
        List<Series> series = new ArrayList<>();
        for (int i = history.size() - 1; i >= 0; i -= step) {
            series.addFirst(series(history.get(i)));
        }
        if ((history.size() - 1) % step != 0) {
            series.addFirst(series(history.getFirst()));
        }
        return new Plot(
                "Rate-quality hull of the population, means over the clips",
                Axis.linear("bitrate, from the lowest (0) to the highest (1) of libx264, logarithmic"),
                Axis.linear("quality over libx264 " + preset),
                series);
    }

    private static Series series(Hull hull) {
        int last = hull.gains().size() - 1;
        return new Series(
                "generation " + hull.generation(),
                '*',
                IntStream.rangeClosed(0, last)
                        .mapToObj(i -> new Point((double) i / last, hull.gains().get(i)))
                        .toList());
    }
}
