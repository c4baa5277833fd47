package dev.starling.app.plot;

import dev.starling.app.plot.Plot.Axis;
import dev.starling.app.plot.Plot.Point;
import dev.starling.app.plot.Plot.Series;
import dev.starling.app.plot.Plot.Span;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Draws a plot as SVG 1.1: axes with ticks, a line with dots for each curve, and a legend on the right. */
final class SvgPlot {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 480;
    private static final int LEFT = 70;
    private static final int RIGHT = 240;
    private static final int TOP = 40;
    private static final int BOTTOM = 50;
    private static final int TICKS = 6;

    private final Plot plot;
    private final Span xSpan;
    private final Span ySpan;
    private final StringBuilder out = new StringBuilder();

    SvgPlot(Plot plot) {
        this.plot = plot;
        this.xSpan = plot.xSpan();
        this.ySpan = plot.ySpan();
    }

    String draw() {
        line(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                        + " font-family=\"sans-serif\" font-size=\"12\">",
                WIDTH,
                HEIGHT));
        line("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        text(LEFT, TOP - 16, "start", plot.title());
        axes();
        List<Series> series = plot.series();
        for (int i = 0; i < series.size(); i++) {
            series(series.get(i), colour(i, series.size()), TOP + 16 * i);
        }
        line("</svg>");
        return out.toString();
    }

    private void axes() {
        for (int i = 0; i < TICKS; i++) {
            double share = (double) i / (TICKS - 1);
            double x = LEFT + share * (WIDTH - LEFT - RIGHT);
            double y = HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
            line(String.format(
                    Locale.ROOT,
                    "<path d=\"M%.1f %d V%d M%d %.1f H%d\" stroke=\"#ddd\"/>",
                    x,
                    TOP,
                    HEIGHT - BOTTOM,
                    LEFT,
                    y,
                    WIDTH - RIGHT));
            text(x, HEIGHT - BOTTOM + 16, "middle", tick(plot.xAxis(), xSpan.at(share)));
            text(LEFT - 6, y + 4, "end", tick(plot.yAxis(), ySpan.at(share)));
        }
        text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 14, "middle", plot.xAxis().label());
        // Starts at the axis: a long label that ends there would run out of the picture.
        text(LEFT, TOP - 3, "start", plot.yAxis().label());
    }

    /** Three significant digits. */
    static String tick(Axis axis, double position) {
        double value = axis.value(position);
        if (value == 0) {
            return "0";
        }
        int digits = Math.clamp(2 - (int) Math.floor(Math.log10(Math.abs(value))), 0, 4);
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /** Hues spread over the colour circle, so that neighbours differ; dark enough on white. */
    private static String colour(int index, int count) {
        return "hsl(%d,70%%,40%%)".formatted(Math.round(300.0 * index / Math.max(1, count)));
    }

    private void series(Series series, String colour, int legendY) {
        String points = series.points().stream()
                .map(it -> String.format(Locale.ROOT, "%.1f,%.1f", x(it), y(it)))
                .collect(Collectors.joining(" "));
        line(String.format(
                Locale.ROOT,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>",
                points,
                colour));
        for (Point point : series.points()) {
            line(String.format(
                    Locale.ROOT,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\" fill=\"%s\"/>",
                    x(point),
                    y(point),
                    colour));
        }
        line(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"10\" height=\"10\" fill=\"%s\"/>",
                WIDTH - RIGHT + 16,
                legendY,
                colour));
        text(WIDTH - RIGHT + 32, legendY + 9, "start", series.name());
    }

    private double x(Point point) {
        return LEFT + xSpan.share(plot.xAxis().position(point.x())) * (WIDTH - LEFT - RIGHT);
    }

    private double y(Point point) {
        return HEIGHT - BOTTOM - ySpan.share(plot.yAxis().position(point.y())) * (HEIGHT - TOP - BOTTOM);
    }

    private void text(double x, double y, String anchor, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
        line(String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, escaped));
    }

    private void line(String element) {
        out.append(element).append('\n');
    }
}
