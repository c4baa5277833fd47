package dev.starling.app.plot;

import dev.starling.app.plot.Plot.Point;
import dev.starling.app.plot.Plot.Series;
import dev.starling.app.plot.Plot.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Draws a plot as text: a mark for each point, a few ticks on the axes, and a legend below. */
final class TextPlot {
    private static final int MIN_COLUMNS = 40;
    private static final int MIN_ROWS = 6;
    /** Width of the y axis's numbers. */
    private static final int LEFT = 8;

    private final Plot plot;
    private final int columns;
    private final int rows;

    TextPlot(Plot plot, int columns, int rows) {
        this.plot = plot;
        this.columns = Math.max(MIN_COLUMNS, columns) - LEFT - 1;
        this.rows = Math.max(MIN_ROWS, rows);
    }

    /** Three significant digits. */
    private static String number(Plot.Axis axis, double position) {
        double value = axis.value(position);
        if (value == 0) {
            return "0";
        }
        int digits = Math.clamp(2 - (int) Math.floor(Math.log10(Math.abs(value))), 0, 4);
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    List<String> draw() {
        char[][] field = new char[rows][columns];
        for (char[] row : field) {
            Arrays.fill(row, ' ');
        }
        Span xSpan = plot.xSpan();
        Span ySpan = plot.ySpan();
        for (Series series : plot.series()) {
            for (Point point : series.points()) {
                int column = (int) Math.round(xSpan.share(plot.xAxis().position(point.x())) * (columns - 1));
                int row = (int) Math.round((1 - ySpan.share(plot.yAxis().position(point.y()))) * (rows - 1));
                field[row][column] = series.mark();
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(plot.title() + ": " + plot.yAxis().label() + " over "
                + plot.xAxis().label());
        for (int row = 0; row < rows; row++) {
            String tick = row % Math.max(1, rows / 4) == 0
                    ? number(plot.yAxis(), ySpan.at(1 - (double) row / (rows - 1)))
                    : "";
            lines.add((" ".repeat(LEFT - tick.length()) + tick + "│" + new String(field[row])).stripTrailing());
        }
        lines.add(" ".repeat(LEFT) + "└" + "─".repeat(columns));
        String first = number(plot.xAxis(), xSpan.at(0));
        String last = number(plot.xAxis(), xSpan.at(1));
        lines.add(" ".repeat(LEFT + 1)
                + first
                + " ".repeat(Math.max(1, columns - first.length() - last.length()))
                + last);
        for (Series series : plot.series()) {
            lines.add(" ".repeat(LEFT + 1) + series.mark() + "  " + series.name());
        }
        return lines;
    }
}
