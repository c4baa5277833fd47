package dev.starling.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A command line: paths, options of the form {@code --name VALUE}, and what follows {@code --}.
 *
 * @param options by name, without dashes
 * @param rest the arguments after {@code --}
 */
record BenchmarkArguments(List<Path> paths, Map<String, String> options, List<String> rest) {
    /** Ends the program with the usage if there are fewer paths than {@code minPaths}. */
    static BenchmarkArguments of(String usage, int minPaths, String... args) {
        List<String> all = Arrays.asList(args);
        int until = all.contains("--") ? all.indexOf("--") : all.size();
        List<Path> paths = new ArrayList<>();
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i < until; i++) {
            if (all.get(i).startsWith("--") && i + 1 < until) {
                options.put(all.get(i).substring(2), all.get(++i));
            } else {
                paths.add(Path.of(all.get(i)));
            }
        }
        if (paths.size() < minPaths) {
            System.err.println("usage: " + usage);
            System.exit(2);
        }
        List<String> rest = until < all.size() ? all.subList(until + 1, all.size()) : List.of();
        return new BenchmarkArguments(paths, options, rest);
    }

    String option(String name, String otherwise) {
        return options.getOrDefault(name, otherwise);
    }
}
