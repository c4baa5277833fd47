package dev.starling.app.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starling.app.lab.ShownFigure;
import dev.starling.app.plot.Panels;
import dev.starling.app.plot.Panels.Panel;
import dev.starling.app.plot.Plot.Axis;
import dev.starling.app.plot.Plot.Point;
import dev.starling.app.plot.Plot.Series;
import dev.starling.app.plot.Plot.Style;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The result of {@code lab evaluate}: policies compared by family of traces.
 *
 * @param name of its file
 * @param result as {@code docs/cli.md} describes it
 */
record EvaluationResult(String name, JsonNode result) implements Experiment {
    private static final int ROW_HEIGHT = 22;
    private static final int MIN_PANEL_HEIGHT = 80;

    @Override
    public void addTo(ReportPage page) {
        page.section("Policies compared: " + name);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Video", ExperimentFile.text(result, "video"));
        for (String member : List.of("chunks", "rungs", "clips", "repeat", "seed")) {
            if (result.has(member)) {
                facts.put(
                        member.substring(0, 1).toUpperCase(Locale.ROOT) + member.substring(1),
                        result.get(member).asText());
            }
        }
        page.facts(facts);
        List<Panel> panels = new ArrayList<>();
        for (JsonNode family : result.get("families")) {
            panels.add(panel(family));
        }
        page.figure(
                new Panels("QoE_v by family of traces", Axis.linear("QoE_v"), panels, List.of()),
                "Mean QoE_v of each policy (dot) with its 95 % interval (bar), numbered in the order of the tables.");
        for (JsonNode family : result.get("families")) {
            table(page, family);
        }
        page.text("In brackets: 95 % intervals of the mean, by cluster bootstrap over logs. Without brackets there are"
                + " too few logs for one. p5 is the fifth percentile of the sessions.");
    }

    private static Panel panel(JsonNode family) {
        List<Series> series = new ArrayList<>();
        JsonNode policies = family.path("policies");
        for (int i = 0; i < policies.size(); i++) {
            JsonNode estimate = policies.get(i).path("qoeV");
            String policy = ExperimentFile.text(policies.get(i), "policy");
            if (estimate.has("low")) {
                series.add(new Series(
                        policy,
                        '-',
                        List.of(
                                new Point(ExperimentFile.number(estimate, "low"), i + 1),
                                new Point(ExperimentFile.number(estimate, "high"), i + 1)),
                        Style.BAR));
            }
            series.add(new Series(
                    policy, '*', List.of(new Point(ExperimentFile.number(estimate, "mean"), i + 1)), Style.DOTS));
        }
        return new Panel(
                Axis.linear(heading(family)), Math.max(MIN_PANEL_HEIGHT, ROW_HEIGHT * policies.size()), series);
    }

    private static String heading(JsonNode family) {
        return String.format(
                Locale.ROOT,
                "%s: %.0f traces of %.0f logs",
                ExperimentFile.text(family, "family"),
                ExperimentFile.number(family, "traces"),
                ExperimentFile.number(family, "logs"));
    }

    private static void table(ReportPage page, JsonNode family) {
        List<ShownFigure> figures = ShownFigure.ALL.stream()
                .filter(figure -> family.path("policies").path(0).has(figure.json()))
                .toList();
        List<String> columns = new ArrayList<>(List.of("Policy", "p5"));
        figures.forEach(it -> columns.add(it.title()));
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode policy : family.path("policies")) {
            List<String> row = new ArrayList<>(List.of(
                    ExperimentFile.text(policy, "policy"),
                    String.format(Locale.ROOT, "%.2f", ExperimentFile.number(policy, "qoeVP5"))));
            figures.forEach(it -> row.add(estimate(policy.path(it.json()), it)));
            rows.add(row);
        }
        page.table(heading(family), columns, rows);
    }

    private static String estimate(JsonNode estimate, ShownFigure figure) {
        String mean = String.format(Locale.ROOT, "%.2f", figure.scale() * ExperimentFile.number(estimate, "mean"));
        return estimate.has("low")
                ? String.format(
                        Locale.ROOT,
                        "%s [%.2f, %.2f]",
                        mean,
                        figure.scale() * ExperimentFile.number(estimate, "low"),
                        figure.scale() * ExperimentFile.number(estimate, "high"))
                : mean;
    }
}
