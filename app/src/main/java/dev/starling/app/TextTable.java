package dev.starling.app;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A table in plain text: the first column to the left, the others to the right, the least needed left out where it is
 * too wide.
 */
final class TextTable {
    private static final int GAP = 2;

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * A column.
     *
     * @param title above it
     * @param need the higher, the sooner it is left out
     */
    record Column(String title, int need) {}

    TextTable(List<Column> columns) {
        this.columns = List.copyOf(columns);
    }

    /** Adds a row: one cell for each column. */
    void row(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        rows.add(List.of(cells));
    }

    /** Prints the table in at most so many columns of text, if leaving out all but the first makes that possible. */
    void print(PrintWriter out, int width) {
        List<Integer> shown = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            shown.add(i);
        }
        while (shown.size() > 1
                && shown.stream().mapToInt(it -> width(it) + GAP).sum() - GAP > width) {
            int leastNeeded = shown.subList(1, shown.size()).stream()
                    .max(Comparator.comparingInt(it -> columns.get(it).need()))
                    .orElseThrow();
            shown.removeIf(it -> it == leastNeeded);
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
