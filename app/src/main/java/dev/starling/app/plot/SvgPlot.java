package dev.starling.app.plot;

import dev.starling.app.plot.Panels.Band;
import dev.starling.app.plot.Panels.Panel;
import dev.starling.app.plot.Plot.Axis;
import dev.starling.app.plot.Plot.Point;
import dev.starling.app.plot.Plot.Series;
import dev.starling.app.plot.Plot.Span;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Draws panels as SVG: axes with ticks, a curve for each series, and a legend on the right. Its colours follow the
 * reader's choice of light or dark.
 */
final class SvgPlot {
    private static final int WIDTH = 940;
    private static final int LEFT = 70;
    private static final int RIGHT = 230;
    private static final int TOP = 36;
    private static final int GAP = 40;
    private static final int BOTTOM = 44;
    private static final int PIXELS_PER_X_TICK = 70;
    private static final int PIXELS_PER_Y_TICK = 28;
    private static final int LEGEND_LINE = 16;
    private static final String STYLE = "svg{--ink:#222;--paper:#fff;--grid:#ddd;--light:40%}"
            + "@media screen and (prefers-color-scheme:dark)"
            + "{svg{--ink:#e4e4e4;--paper:#16181c;--grid:#3b3f46;--light:64%}}"
            + "text{fill:var(--ink)}.grid{stroke:var(--grid)}.paper{fill:var(--paper)}"
            + ".band{fill:hsl(0,80%,55%);opacity:.28}";

    private final Panels panels;
    private final Span xSpan;
    private final List<String> names;
    private final StringBuilder out = new StringBuilder();

    SvgPlot(Panels panels) {
        this.panels = panels;
        this.xSpan = panels.xSpan();
        this.names = panels.panels().stream()
                .flatMap(it -> it.series().stream())
                .map(Series::name)
                .distinct()
                .toList();
    }

    String draw() {
        int height = TOP + BOTTOM - GAP + 20;
        for (Panel panel : panels.panels()) {
            height += panel.height() + GAP;
        }
        int legend = TOP + LEGEND_LINE * (names.size() + 4);
        height = Math.max(height, legend);
        line(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                        + " role=\"img\" aria-label=\"%s\" font-family=\"sans-serif\" font-size=\"12\">",
                WIDTH,
                height,
                WIDTH,
                height,
                Markup.escaped(panels.title())));
        line("<style>" + STYLE + "</style>");
        line("<rect class=\"paper\" width=\"100%\" height=\"100%\"/>");
        line(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"18\" font-size=\"14\" font-weight=\"bold\">%s</text>",
                LEFT,
                Markup.escaped(panels.title())));
        int top = TOP + 20;
        List<String> shown = new ArrayList<>();
        for (Panel panel : panels.panels()) {
            draw(panel, top, shown);
            top += panel.height() + GAP;
        }
        bandLegend();
        line("</svg>");
        return out.toString();
    }

    private void draw(Panel panel, int top, List<String> shown) {
        Span ySpan = Plot.span(
                panel.yAxis(),
                panel.series().stream().flatMap(it -> it.points().stream()).map(Point::y));
        int bottom = top + panel.height();
        for (Band band : panels.bands()) {
            double from = x(band.from());
            line(String.format(
                    Locale.ROOT,
                    "<rect class=\"band\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
                    from,
                    top,
                    Math.max(1, x(band.until()) - from),
                    panel.height()));
        }
        for (BigDecimal tick : Ticks.within(panels.xAxis(), xSpan, (WIDTH - LEFT - RIGHT) / PIXELS_PER_X_TICK)) {
            double x = x(tick.doubleValue());
            line(String.format(Locale.ROOT, "<path class=\"grid\" d=\"M%.1f %dV%d\"/>", x, top, bottom));
            text(x, bottom + 15, "middle", tick.toPlainString());
        }
        for (BigDecimal tick : Ticks.within(panel.yAxis(), ySpan, panel.height() / PIXELS_PER_Y_TICK)) {
            double y = y(panel, ySpan, top, tick.doubleValue());
            line(String.format(Locale.ROOT, "<path class=\"grid\" d=\"M%d %.1fH%d\"/>", LEFT, y, WIDTH - RIGHT));
            text(LEFT - 6, y + 4, "end", tick.toPlainString());
        }
        if (panel.equals(panels.panels().getLast())) {
            text(
                    (LEFT + WIDTH - RIGHT) / 2.0,
                    bottom + 32,
                    "middle",
                    panels.xAxis().label());
        }
        text(LEFT, top - 5, "start", panel.yAxis().label());
        for (Series series : panel.series()) {
            draw(panel, ySpan, top, series);
            if (!shown.contains(series.name())) {
                legend(series, top, shown.size(), panel);
                shown.add(series.name());
            }
        }
    }

    private void draw(Panel panel, Span ySpan, int top, Series series) {
        String colour = colour(series.name());
        for (List<Point> run : runs(series.points())) {
            String points = run.stream()
                    .map(it -> String.format(Locale.ROOT, "%.1f,%.1f", x(it.x()), y(panel, ySpan, top, it.y())))
                    .collect(Collectors.joining(" "));
            double width = series.style() == Plot.Style.BAR ? 4 : 1.6;
            if (series.style() != Plot.Style.TRIANGLES && series.style() != Plot.Style.DOTS) {
                line(String.format(
                        Locale.ROOT,
                        "<polyline points=\"%s\" fill=\"none\" style=\"stroke:%s\" stroke-width=\"%.1f\"%s/>",
                        points,
                        colour,
                        width,
                        dashes(series)));
            }
            for (Point point : run) {
                double x = x(point.x());
                double y = y(panel, ySpan, top, point.y());
                switch (series.style()) {
                    case LINE_AND_DOTS, DOTS ->
                        line(String.format(
                                Locale.ROOT,
                                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\" style=\"fill:%s\"/>",
                                x,
                                y,
                                colour));
                    case TRIANGLES ->
                        line(String.format(
                                Locale.ROOT, "<path d=\"M%.1f %.1fl-5 -9h10z\" style=\"fill:%s\"/>", x, y, colour));
                    case LINE, BAR -> {
                        // The line is all.
                    }
                }
            }
        }
    }

    /** The points between those that are not numbers. */
    private static List<List<Point>> runs(List<Point> points) {
        List<List<Point>> runs = new ArrayList<>();
        List<Point> run = new ArrayList<>();
        for (Point point : points) {
            if (Double.isNaN(point.y())) {
                runs.add(run);
                run = new ArrayList<>();
            } else {
                run.add(point);
            }
        }
        runs.add(run);
        return runs.stream().filter(it -> !it.isEmpty()).toList();
    }

    /** Beside the first panel if all panels have the same series, else beside the series' own panel. */
    private void legend(Series series, int top, int count, Panel panel) {
        int index = panel.series().indexOf(series);
        int y = top + LEGEND_LINE * (panels.panels().getFirst().equals(panel) ? count : index);
        int x = WIDTH - RIGHT + 14;
        String colour = colour(series.name());
        if (series.style() == Plot.Style.TRIANGLES) {
            line(String.format(
                    Locale.ROOT, "<path d=\"M%d %dl-5 -9h10z\" style=\"fill:%s\"/>", x + 10, y + 10, colour));
        } else if (series.style() == Plot.Style.DOTS) {
            line(String.format(
                    Locale.ROOT, "<circle cx=\"%d\" cy=\"%d\" r=\"4\" style=\"fill:%s\"/>", x + 10, y + 5, colour));
        } else {
            line(String.format(
                    Locale.ROOT,
                    "<path d=\"M%d %dh20\" style=\"stroke:%s\" stroke-width=\"3\"%s/>",
                    x,
                    y + 5,
                    colour,
                    dashes(series)));
        }
        text(x + 26, y + 9, "start", series.name());
    }

    private void bandLegend() {
        List<String> labels =
                panels.bands().stream().map(Band::label).distinct().toList();
        for (int i = 0; i < labels.size(); i++) {
            int y = TOP - 20 + LEGEND_LINE * i;
            line(String.format(
                    Locale.ROOT,
                    "<rect class=\"band\" x=\"%d\" y=\"%d\" width=\"20\" height=\"11\"/>",
                    WIDTH - RIGHT + 14,
                    y));
            text(WIDTH - RIGHT + 40, y + 10, "start", labels.get(i));
        }
    }

    /** Hues spread over the colour circle, so that neighbours differ. */
    private String colour(String name) {
        long hue = Math.round(300.0 * names.indexOf(name) / Math.max(1, names.size()));
        return "hsl(" + hue + ",70%,var(--light))";
    }

    /** Among many curves every second one is dashed: hues alone would be too near. */
    private String dashes(Series series) {
        boolean dashed = names.size() > 6 && names.indexOf(series.name()) % 2 == 1 && series.style() == Plot.Style.LINE;
        return dashed ? " stroke-dasharray=\"5 3\"" : "";
    }

    private double x(double value) {
        return LEFT + xSpan.share(panels.xAxis().position(value)) * (WIDTH - LEFT - RIGHT);
    }

    private static double y(Panel panel, Span span, int top, double value) {
        Axis axis = panel.yAxis();
        return top + panel.height() - span.share(axis.position(value)) * panel.height();
    }

    private void text(double x, double y, String anchor, String text) {
        line(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
                x,
                y,
                anchor,
                Markup.escaped(text)));
    }

    private void line(String element) {
        out.append(element).append('\n');
    }
}
