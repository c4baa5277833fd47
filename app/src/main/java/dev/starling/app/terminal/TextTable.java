package dev.starling.app.terminal;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A table in plain text. The first column is aligned left, the others right. A table that is too wide drops its least
 * important columns.
 */
public final class TextTable {
    private static final int GAP = 2;

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * A column.
     *
     * @param title above it
     * @param dropRank 0 for the most important columns; columns with the highest rank are dropped first
     */
    public record Column(String title, int dropRank) {}

    /** A table without rows. */
    public TextTable(List<Column> columns) {
        this.columns = List.copyOf(columns);
    }

    /** Adds a row: one cell for each column. */
    public void row(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        rows.add(List.of(cells));
    }

    /**
     * Prints the table.
     *
     * @param width in characters; only a first column that is wider on its own exceeds it
     */
    public void print(PrintWriter out, int width) {
        List<Integer> shown = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            shown.add(i);
        }
        while (shown.size() > 1
                && shown.stream().mapToInt(it -> width(it) + GAP).sum() - GAP > width) {
            int leastImportant = shown.subList(1, shown.size()).stream()
                    .max(Comparator.comparingInt(it -> columns.get(it).dropRank()))
                    .orElseThrow();
            shown.removeIf(it -> it == leastImportant);
        }
        print(out, shown, columns.stream().map(Column::title).toList());
        rows.forEach(row -> print(out, shown, row));
    }

    private void print(PrintWriter out, List<Integer> shown, List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int column : shown) {
            String padding = " ".repeat(width(column) - cells.get(column).length());
            line.append(line.isEmpty() ? "" : " ".repeat(GAP));
            line.append(column == 0 ? cells.get(column) + padding : padding + cells.get(column));
        }
        out.println(line.toString().stripTrailing());
    }

    private int width(int column) {
        return rows.stream()
                .mapToInt(row -> row.get(column).length())
                .reduce(columns.get(column).title().length(), Math::max);
    }
}
