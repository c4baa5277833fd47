package dev.starling.app.plot;

import java.util.List;
import java.util.stream.Stream;

/**
 * A plot of several curves, drawn as SVG or as text.
 *
 * @param title above the curves
 * @param xAxis from left to right
 * @param yAxis from bottom to top
 * @param series the curves, in drawing order; at least one must have a point
 */
public record Plot(String title, Axis xAxis, Axis yAxis, List<Series> series) {
    private static final int SVG_HEIGHT = 390;

    /**
     * An axis.
     *
     * @param label the quantity, with its unit
     * @param logarithmic whether equal ratios have equal lengths; all values must then be above 0
     */
    public record Axis(String label, boolean logarithmic) {
        /** An axis on which equal differences have equal lengths. */
        public static Axis linear(String label) {
            return new Axis(label, false);
        }

        /** An axis on which equal ratios have equal lengths; all values must be above 0. */
        public static Axis logarithmic(String label) {
            return new Axis(label, true);
        }

        double position(double value) {
            return logarithmic ? Math.log(value) : value;
        }

        double value(double position) {
            return logarithmic ? Math.exp(position) : position;
        }
    }

    /** A point, in the units of the axes; a line is interrupted where y is not a number. */
    public record Point(double x, double y) {}

    /** How a curve is drawn as SVG. */
    public enum Style {
        /** A line with a dot at each point. */
        LINE_AND_DOTS,
        /** A line. */
        LINE,
        /** A thick line. */
        BAR,
        /** A triangle at each point. */
        TRIANGLES,
        /** A dot at each point. */
        DOTS
    }

    /**
     * A curve.
     *
     * @param name for the legend
     * @param mark the character that marks its points in a text plot
     * @param points from left to right
     * @param style how it is drawn as SVG
     */
    public record Series(String name, char mark, List<Point> points, Style style) {
        public Series {
            points = List.copyOf(points);
        }

        /** A line with dots. */
        public Series(String name, char mark, List<Point> points) {
            this(name, mark, points, Style.LINE_AND_DOTS);
        }
    }

    public Plot {
        series = List.copyOf(series);
        if (series.stream().allMatch(it -> it.points().isEmpty())) {
            throw new IllegalArgumentException("nothing to plot: " + title);
        }
    }

    Stream<Point> points() {
        return series.stream().flatMap(it -> it.points().stream());
    }

    /** The range of positions on an axis; never empty. */
    record Span(double from, double until) {
        double share(double position) {
            return (position - from) / (until - from);
        }

        double at(double share) {
            return from + share * (until - from);
        }
    }

    Span xSpan() {
        return span(xAxis, points().map(Point::x));
    }

    Span ySpan() {
        return span(yAxis, points().map(Point::y));
    }

    /** The range of values on an axis, with a margin. */
    static Span span(Axis axis, Stream<Double> values) {
        List<Double> positions =
                values.filter(it -> !it.isNaN()).map(axis::position).toList();
        double min = positions.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double max = positions.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        double margin = max > min ? (max - min) * 0.04 : 0.5;
        return new Span(min - margin, max + margin);
    }

    /** The plot as the only panel. */
    public Panels panels() {
        return new Panels(title, xAxis, List.of(new Panels.Panel(yAxis, SVG_HEIGHT, series)), List.of());
    }

    /** The plot as an SVG document. */
    public String svg() {
        return panels().svg();
    }

    /**
     * The plot as lines of text.
     *
     * @param columns the width in characters; 40 if less
     * @param rows the height of the curves in lines; 6 if less
     */
    public List<String> text(int columns, int rows) {
        return new TextPlot(this, columns, rows).draw();
    }
}
