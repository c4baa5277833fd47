package dev.starling.app.report;

import dev.starling.app.training.HullPlot;
import dev.starling.app.training.ProfilesInspection;
import dev.starling.app.training.ProfilesInspection.OperatorResult;
import dev.starling.swarm.breed.evolve.Population;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A profiles file of {@code evolve}.
 *
 * @param file its path
 * @param population what it holds
 */
record EvolutionResult(String file, Population population) implements Experiment {
    @Override
    public void addTo(ReportPage page) {
        ProfilesInspection.Result result = ProfilesInspection.of(file, population);
        page.section("Evolution: " + file);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Generations", Integer.toString(result.generation()));
        facts.put("Profiles", Integer.toString(result.profiles()));
        facts.put("Codecs", String.join(", ", result.codecs()));
        facts.put("Demand", result.demand().toString());
        page.facts(facts);
        if (population.history().isEmpty()) {
            page.text("No generation was measured yet.");
        } else {
            page.figure(
                    HullPlot.of(population.history(), "the preset of the first niche")
                            .panels(),
                    "How far the rate–quality hull of the population lies above libx264, over the generations.");
            page.foldedTable(
                    "Mean height of the hull by generation",
                    List.of("Generation", "Points of quality"),
                    population.history().stream()
                            .map(it -> List.of(
                                    Integer.toString(it.generation()),
                                    String.format(
                                            Locale.ROOT,
                                            "%.3f",
                                            it.gains().stream()
                                                    .mapToDouble(Double::doubleValue)
                                                    .average()
                                                    .orElse(0))))
                            .toList());
        }
        List<List<String>> rows = new ArrayList<>();
        for (OperatorResult it : result.operators()) {
            rows.add(List.of(
                    it.operator().name().toLowerCase(Locale.ROOT),
                    Integer.toString(it.children()),
                    String.format(Locale.ROOT, "%.2f", it.gain()),
                    String.format(Locale.ROOT, "%.0f", it.cpuSeconds()),
                    String.format(Locale.ROOT, "%.2f", it.gainPerCpuHour()),
                    String.format(Locale.ROOT, "%.2f", it.reward())));
        }
        page.table(
                "Mutation operators",
                List.of("Operator", "Children", "Points gained", "CPU s", "Points per CPU hour", "Expected"),
                rows);
    }
}
