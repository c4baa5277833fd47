package dev.starling.app.plot;

import dev.starling.app.plot.Plot.Axis;
import dev.starling.app.plot.Plot.Series;
import dev.starling.app.plot.Plot.Span;
import java.util.List;

/**
 * Plots one above the other that share their x axis, drawn as SVG.
 *
 * @param title above them
 * @param xAxis from left to right
 * @param panels from top to bottom, at least one
 * @param bands ranges of x that are marked in all panels
 */
public record Panels(String title, Axis xAxis, List<Panel> panels, List<Band> bands) {
    /**
     * A panel.
     *
     * @param yAxis from bottom to top
     * @param height in pixels
     * @param series the curves, in drawing order. A series of a name that an earlier panel has too looks like that one
     */
    public record Panel(Axis yAxis, int height, List<Series> series) {
        public Panel {
            series = List.copyOf(series);
        }
    }

    /**
     * A marked range.
     *
     * @param from its start
     * @param until its end
     * @param label for the legend; the same for all bands of a kind
     */
    public record Band(double from, double until, String label) {}

    public Panels {
        panels = List.copyOf(panels);
        bands = List.copyOf(bands);
        boolean empty = panels.stream()
                .flatMap(it -> it.series().stream())
                .allMatch(it -> it.points().isEmpty());
        if (empty) {
            throw new IllegalArgumentException("nothing to plot: " + title);
        }
    }

    Span xSpan() {
        return Plot.span(
                xAxis,
                panels.stream()
                        .flatMap(it -> it.series().stream())
                        .flatMap(it -> it.points().stream())
                        .map(Plot.Point::x));
    }

    /** The plots as an SVG document. */
    public String svg() {
        return new SvgPlot(this).draw();
    }

    /** The plots as an HTML document that needs no other file. */
    public String html() {
        return "<!DOCTYPE html>\n<meta charset=\"utf-8\">\n<meta name=\"color-scheme\" content=\"light dark\">\n"
                + "<title>" + Markup.escaped(title) + "</title>\n" + svg();
    }
}
