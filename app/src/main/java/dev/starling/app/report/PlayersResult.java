package dev.starling.app.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starling.app.plot.Plot;
import dev.starling.app.plot.Plot.Axis;
import dev.starling.app.plot.Plot.Point;
import dev.starling.app.plot.Plot.Series;
import dev.starling.app.plot.Plot.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Runs of real players: what the benchmark {@code RealPlayers} prints.
 *
 * @param name of its file
 * @param traces an object for each trace: its name and family, and for each arm its figures
 * @param means the last object: the means over the traces by arm; empty if the benchmark did not end
 */
record PlayersResult(String name, List<JsonNode> traces, Optional<JsonNode> means) implements Experiment {
    private static final String QOE = "qoeV";

    PlayersResult {
        traces = List.copyOf(traces);
    }

    static PlayersResult of(String name, List<JsonNode> objects) {
        return new PlayersResult(
                name,
                objects.stream().filter(it -> it.has("trace")).toList(),
                Optional.of(objects.getLast()).filter(it -> !it.has("trace")));
    }

    @Override
    public void addTo(ReportPage page) {
        page.section("Player runs: " + name);
        List<String> arms = traces.stream()
                .flatMap(it -> it.propertyStream())
                .filter(it -> it.getValue().isObject())
                .map(it -> it.getKey())
                .distinct()
                .toList();
        List<Series> series = arms.stream()
                .map(this::series)
                .filter(it -> !it.points().isEmpty())
                .toList();
        if (!series.isEmpty()) {
            page.figure(
                    new Plot(
                                    "QoE_v of each trace",
                                    Axis.linear("trace, numbered as in the table"),
                                    Axis.linear("QoE_v"),
                                    series)
                            .panels(),
                    "Each player and what it played, over the same traces; with the optimum of the package.");
        }
        means.ifPresent(it -> page.table("Means over the traces", columns("Arm", it), meansByArm(it)));
        for (String arm : arms) {
            List<JsonNode> own = traces.stream().filter(it -> it.has(arm)).toList();
            List<String> columns = new ArrayList<>(List.of("Trace"));
            List<String> figures = names(own.getFirst().get(arm));
            columns.addAll(figures);
            page.foldedTable(
                    arm + ": all traces",
                    columns,
                    own.stream()
                            .map(it -> row(number(it) + ". " + ExperimentFile.text(it, "trace"), it.get(arm), figures))
                            .toList());
        }
    }

    private int number(JsonNode trace) {
        return traces.indexOf(trace) + 1;
    }

    private Series series(String arm) {
        List<Point> points = new ArrayList<>();
        for (JsonNode trace : traces) {
            if (trace.path(arm).has(QOE)) {
                points.add(new Point(number(trace), ExperimentFile.number(trace.get(arm), QOE)));
            }
        }
        return new Series(arm, '*', points, Style.DOTS);
    }

    private static List<String> names(JsonNode object) {
        return object.propertyStream().map(it -> it.getKey()).toList();
    }

    private static List<String> columns(String first, JsonNode byArm) {
        List<String> columns = new ArrayList<>(List.of(first));
        columns.addAll(
                byArm.valueStream().flatMap(it -> names(it).stream()).distinct().toList());
        return columns;
    }

    private static List<List<String>> meansByArm(JsonNode byArm) {
        List<String> figures = columns("", byArm).stream().skip(1).toList();
        return byArm.propertyStream()
                .map(it -> row(it.getKey(), it.getValue(), figures))
                .toList();
    }

    private static List<String> row(String first, JsonNode figures, List<String> names) {
        List<String> row = new ArrayList<>(List.of(first));
        names.forEach(name -> row.add(
                figures.has(name) ? String.format(Locale.ROOT, "%.3f", ExperimentFile.number(figures, name)) : "–"));
        return row;
    }
}
