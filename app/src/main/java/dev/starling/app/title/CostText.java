package dev.starling.app.title;

import dev.starling.swarm.title.EncodingCost.Work;
import java.util.Locale;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Processor times as one line: the sum, then each kind of work that took any. */
final class CostText {
    /** Below this, a time is printed as 0.0. */
    private static final double MIN_SECONDS = 0.05;

    private CostText() {}

    static String of(SortedMap<Work, Double> cpuSeconds) {
        double sum =
                cpuSeconds.values().stream().mapToDouble(Double::doubleValue).sum();
        return cpuSeconds.entrySet().stream()
                .filter(it -> it.getValue() >= MIN_SECONDS)
                .map(it -> it.getKey() + " " + seconds(it.getValue()))
                .collect(Collectors.joining(", ", "CPU: " + seconds(sum) + " s (", ")"));
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.1f", seconds);
    }
}
