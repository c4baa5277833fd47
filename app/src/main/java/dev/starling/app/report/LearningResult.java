package dev.starling.app.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starling.app.lab.LearningPoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The result of {@code lab train} or {@code lab learn}.
 *
 * @param name of its file
 * @param result as {@code docs/cli.md} describes it
 */
record LearningResult(String name, JsonNode result) implements Experiment {
    @Override
    public void addTo(ReportPage page) {
        page.section("Learning: " + name);
        Map<String, String> facts = new LinkedHashMap<>();
        fact(facts, "Published", "published");
        fact(facts, "Clips that viewers watched", "clips");
        fact(facts, "Traces", "traces");
        fact(facts, "Traces held back", "heldBack");
        fact(facts, "Seed", "seed");
        page.facts(facts);
        List<LearningPoint> curve = new ArrayList<>();
        for (JsonNode point : result.get("curve")) {
            curve.add(new LearningPoint(
                    ExperimentFile.text(point, "phase"),
                    (int) ExperimentFile.number(point, "step"),
                    ExperimentFile.number(point, "qoeV"),
                    ExperimentFile.number(point, "stallRatio")));
        }
        if (curve.isEmpty()) {
            page.text("The training ended before its first evaluation.");
        } else {
            page.figure(
                    LearningPoint.plot(curve).panels(),
                    "Mean QoE_v on the traces that were held back, at each evaluation of the training.");
            page.foldedTable(
                    "Evaluations",
                    List.of("Phase", "Step", "QoE_v", "Stalled %"),
                    curve.stream()
                            .map(it -> List.of(
                                    it.phase(),
                                    Integer.toString(it.step()),
                                    String.format(Locale.ROOT, "%.3f", it.qoeV()),
                                    String.format(Locale.ROOT, "%.2f", 100 * it.stallRatio())))
                            .toList());
        }
        if (result.has("comparisons")) {
            comparisons(page);
        }
    }

    private void fact(Map<String, String> facts, String label, String member) {
        if (result.has(member)) {
            facts.put(label, result.get(member).asText());
        }
    }

    private void comparisons(ReportPage page) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode each : result.get("comparisons")) {
            String difference = String.format(Locale.ROOT, "%+.2f", ExperimentFile.number(each, "difference"));
            rows.add(List.of(
                    ExperimentFile.text(each, "on"),
                    String.format(Locale.ROOT, "%.0f", ExperimentFile.number(each, "sessions")),
                    String.format(Locale.ROOT, "%.2f", ExperimentFile.number(each, "given")),
                    String.format(Locale.ROOT, "%.2f", ExperimentFile.number(each, "candidate")),
                    each.has("low")
                            ? String.format(
                                    Locale.ROOT,
                                    "%s [%+.2f, %+.2f]",
                                    difference,
                                    ExperimentFile.number(each, "low"),
                                    ExperimentFile.number(each, "high"))
                            : difference,
                    each.path("worse").asBoolean() ? "yes" : "no"));
        }
        page.table(
                "QoE_v of the new policy and the one before, on what was held back",
                List.of("On", "Sessions", "Before", "New", "Difference", "Worse"),
                rows);
    }
}
