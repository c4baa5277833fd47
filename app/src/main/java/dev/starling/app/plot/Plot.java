package dev.starling.app.plot;

import java.util.List;
import java.util.stream.Stream;

/**
 * Curves over a common axis.
 *
 * @param title above them
 * @param xAxis from left to right
 * @param yAxis from bottom to top
 * @param series at least one point in all; the first is drawn first
 */
public record Plot(String title, Axis xAxis, Axis yAxis, List<Series> series) {
    /**
     * A direction.
     *
     * @param label what is along it, with its unit
     * @param logarithmic whether equal ratios are equal lengths; values are then above 0
     */
    public record Axis(String label, boolean logarithmic) {
        double position(double value) {
            return logarithmic ? Math.log(value) : value;
        }

        double value(double position) {
            return logarithmic ? Math.exp(position) : position;
        }
    }

    /** A point in the units of the axes. */
    public record Point(double x, double y) {}

    /**
     * Points that belong together.
     *
     * @param name for the legend
     * @param mark for each point where there are only characters
     * @param points from left to right
     */
    public record Series(String name, char mark, List<Point> points) {
        public Series {
            points = List.copyOf(points);
        }
    }

    public Plot {
        series = List.copyOf(series);
        if (series.stream().allMatch(it -> it.points().isEmpty())) {
            throw new IllegalArgumentException("Nothing to plot: " + title);
        }
    }

    Stream<Point> points() {
        return series.stream().flatMap(it -> it.points().stream());
    }

    /** What an axis spans, in its positions: never nothing. */
    record Span(double from, double to) {
        double share(double position) {
            return (position - from) / (to - from);
        }

        double at(double share) {
            return from + share * (to - from);
        }
    }

    Span xSpan() {
        return span(points().map(it -> xAxis.position(it.x())).toList());
    }

    Span ySpan() {
        return span(points().map(it -> yAxis.position(it.y())).toList());
    }

    private static Span span(List<Double> positions) {
        double from = positions.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        double to = positions.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        double margin = to > from ? (to - from) * 0.04 : 0.5;
        return new Span(from - margin, to + margin);
    }

    /** As an SVG document. */
    public String svg() {
        return new SvgPlot(this).draw();
    }

    /**
     * As lines of characters.
     *
     * @param columns how wide, at least 40
     * @param rows how high, at least 6
     */
    public List<String> text(int columns, int rows) {
        return new TextPlot(this, columns, rows).draw();
    }
}
