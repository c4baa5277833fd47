package dev.starling.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Time from opening the player page to its first picture, over an emulated access link. Chromium has an empty cache in
 * each run, and an address that the edge has not seen, so nothing is known of the path. One run before the others warms
 * the edge up. Prints one line of JSON for each run and one with medians and range.
 *
 * <pre>
 *   java … dev.starling.benchmarks.FirstPicture WORK PACKAGES [OPTION]…
 * </pre>
 *
 * <p>Runs as root in the root of the repository, with {@code chromium} and {@code node}. {@code PACKAGES} is the folder
 * that the edge serves. Options: {@code --emulator PROGRAM} (default {@code link-emulator}, built from
 * {@code ../shared/tools/link-emulator.c}), {@code --runs N} (default 5), {@code --kilobits N} per second of the link
 * (default 1000), {@code --round-trip SECONDS} (default 0.06), {@code --query TEXT} of the page, such as
 * {@code title=Starlings&player=shaka} (default none), {@code --starling SCRIPT} (default {@code ./starling}).
 */
public final class FirstPicture {
    private static final String USAGE = "FirstPicture WORK PACKAGES [OPTION]…";
    private static final JsonMapper JSON = new JsonMapper();
    private static final int EDGE_PORT = 18_083;
    private static final int TIMEOUT_SECONDS = 60;

    private final BenchmarkArguments arguments;
    private final Path work;

    private FirstPicture(BenchmarkArguments arguments) {
        this.arguments = arguments;
        this.work = arguments.paths().getFirst();
    }

    /** Runs them one after the other. */
    public static void main(String[] args) throws IOException, InterruptedException {
        new FirstPicture(BenchmarkArguments.of(USAGE, 2, args)).run();
    }

    private void run() throws IOException, InterruptedException {
        Files.createDirectories(work);
        Path packages = arguments.paths().get(1);
        String starling = arguments.option("starling", "./starling");
        List<String> everywhere = List.of("--host", "0.0.0.0");
        try (EdgeProcess _ = EdgeProcess.start(starling, packages, EDGE_PORT, everywhere, work.resolve("edge.log"))) {
            int runs = Integer.parseInt(arguments.option("runs", "5"));
            open(1);
            List<JsonNode> seen = new ArrayList<>();
            for (int i = 0; i < runs; i++) {
                // Each run has an address of its own.
                JsonNode run = open(2 + i);
                seen.add(run);
                System.out.println(JSON.writeValueAsString(figures(run)));
            }
            System.out.println(JSON.writeValueAsString(summary(seen)));
        }
    }

    private double kilobitsPerSecond() {
        return Double.parseDouble(arguments.option("kilobits", "1000"));
    }

    private double roundTripSeconds() {
        return Double.parseDouble(arguments.option("round-trip", "0.06"));
    }

    /** Opens the page behind a link and returns what the script saw. */
    private JsonNode open(int id) throws IOException, InterruptedException {
        Path emulator = Path.of(arguments.option("emulator", "link-emulator"));
        EmulatedLink link = new EmulatedLink(
                emulator.getNameCount() > 1 || emulator.isAbsolute() ? emulator.toAbsolutePath() : emulator, id);
        String url = "http://" + link.address() + ":" + EDGE_PORT + "/?" + arguments.option("query", "");
        List<String> command = List.of(
                "node",
                "browser/first.mjs",
                JSON.writeValueAsString(
                        Map.of("url", url, "chromium", "/usr/bin/chromium", "timeoutSeconds", TIMEOUT_SECONDS)));
        Path log = work.resolve("run" + id + ".log");
        Process process = link.start(
                kilobitsPerSecond() * 1000,
                roundTripSeconds(),
                work.resolve("rate.txt").toAbsolutePath(),
                command,
                log);
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException("the page showed no picture, see " + log);
            }
            Files.writeString(work.resolve("run" + id + ".json"), output);
            return JSON.readTree(output);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static ObjectNode figures(JsonNode run) {
        return JSON.createObjectNode()
                .put("pictureSeconds", run.path("seconds").asDouble())
                .put("lines", run.path("height").asInt())
                .put("requests", run.path("requests").size())
                .put("pageBytes", bytes(run, path -> !isOfMedia(path) && !path.startsWith("/api/")))
                .put("apiBytes", bytes(run, path -> path.startsWith("/api/")))
                .put("mediaBytes", bytes(run, FirstPicture::isOfMedia))
                .put("problems", run.path("problems").size());
    }

    private static boolean isOfMedia(String path) {
        return path.startsWith("/titles/");
    }

    private static long bytes(JsonNode run, Predicate<String> counts) {
        long sum = 0;
        for (JsonNode request : run.path("requests")) {
            if (counts.test(request.path("path").asText())) {
                sum += request.path("bytes").asLong();
            }
        }
        return sum;
    }

    private ObjectNode summary(List<JsonNode> runs) {
        ObjectNode summary = JSON.createObjectNode()
                .put("benchmark", "first-picture")
                .put("kilobitsPerSecond", kilobitsPerSecond())
                .put("roundTripSeconds", roundTripSeconds())
                .put("runs", runs.size());
        List<ObjectNode> figures = runs.stream().map(FirstPicture::figures).toList();
        for (String name : List.of("pictureSeconds", "lines", "requests", "pageBytes", "apiBytes", "mediaBytes")) {
            ToDoubleFunction<ObjectNode> figure = it -> it.path(name).asDouble();
            double[] sorted = figures.stream().mapToDouble(figure).sorted().toArray();
            summary.putObject(name)
                    .put("median", sorted[sorted.length / 2])
                    .put("least", sorted[0])
                    .put("most", sorted[sorted.length - 1]);
        }
        return summary;
    }
}
