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

    /** A point, in the units of the axes. */
    public record Point(double x, double y) {}

    /**
     * A curve.
     *
     * @param name for the legend
     * @param mark the character that marks its points in a text plot
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
        return span(points().map(it -> xAxis.position(it.x())).toList());
    }

    Span ySpan() {
        return span(points().map(it -> yAxis.position(it.y())).toList());
    }

    private static Span span(List<Double> positions) {
        double min = positions.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        double max = positions.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        double margin = max > min ? (max - min) * 0.04 : 0.5;
        return new Span(min - margin, max + margin);
    }

    /** The plot as an SVG document. */
    public String svg() {
        return new SvgPlot(this).draw();
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
