package dev.starling.edge;

import java.io.IOException;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The samples of an edge's metrics at a moment, by name and labels. */
record Samples(TreeMap<String, Double> values) {
    static Samples of(EdgeServer edge) throws IOException {
        return of(edge.port());
    }

    static Samples of(int port) throws IOException {
        return of(RawClient.get(port, "/metrics"));
    }

    static Samples of(RawClient.Answer metrics) {
        TreeMap<String, Double> values = new TreeMap<>();
        for (String line : metrics.body().lines().toList()) {
            int value = line.lastIndexOf(' ') + 1;
            if (!line.startsWith("#")) {
                values.put(line.substring(0, value - 1), Double.parseDouble(line.substring(value)));
            }
        }
        return new Samples(values);
    }

    /** The first samples that are as awaited: an answer is counted a moment after its last byte. */
    static Samples await(EdgeServer edge, Predicate<Samples> awaited) throws IOException {
        return await(edge.port(), awaited);
    }

    static Samples await(int port, Predicate<Samples> awaited) throws IOException {
        Samples samples = of(port);
        while (!awaited.test(samples)) {
            samples = of(port);
        }
        return samples;
    }

    /** The sample of a name with its labels, or zero. */
    double value(String name) {
        return values.getOrDefault(name, 0.0);
    }

    /** The sum of the samples whose names and labels begin so. */
    double sum(String prefix) {
        return values.tailMap(prefix).entrySet().stream()
                .takeWhile(it -> it.getKey().startsWith(prefix))
                .mapToDouble(it -> it.getValue())
                .sum();
    }
}
