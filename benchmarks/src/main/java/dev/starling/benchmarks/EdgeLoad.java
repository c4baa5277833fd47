package dev.starling.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that the edge sends per second of processor time, against nginx with {@code sendfile}. {@code wrk} requests one
 * segment again and again over loopback: first from the edge, then, as a file of as many bytes as the edge sent in the
 * mean of its responses, from nginx.
 *
 * <ul>
 *   <li>{@code named}: the segment of a named plan, which the edge keeps;
 *   <li>{@code session}: a clip in a session, decided anew for each request among the members of one picture size: the
 *       clip and the size for which the edge's choice comes nearest to the segment's size;
 *   <li>{@code swarm}: the segment's clip in a session, decided among all members; it is larger.
 * </ul>
 *
 * Prints one line of JSON with the medians and the range of the pairs' ratios. A pair is a run of the edge and the run
 * of nginx after it.
 *
 * <pre>
 *   java … dev.starling.benchmarks.EdgeLoad WORK PACKAGE [OPTION]…
 * </pre>
 *
 * <p>Options: {@code --bytes N} of the segment, about (default 200000), {@code --pairs N} (default 5), {@code --seconds
 * N} of each run (default 6), {@code --warm N} seconds before the first pair (default 60; a pair that does not count
 * follows), {@code --clients N} (default 16), {@code --starling SCRIPT} (default {@code ./starling}).
 */
public final class EdgeLoad {
    private static final String USAGE = "EdgeLoad WORK PACKAGE [OPTION]…";
    private static final JsonMapper JSON = new JsonMapper();
    private static final int EDGE_PORT = 8361;
    private static final int NGINX_PORT = 8362;
    private static final int PATH_REQUESTS = 3;
    private static final String FILE = "segment.m4s";
    /** One address requests as much as many viewers. */
    private static final List<String> UNLIMITED = List.of(
            "--limit", "requests-per-second-per-connection=1000000",
            "--limit", "requests-per-second-per-address=1000000");
    /** Prints what the run did in full: wrk's own summary is rounded. */
    private static final String SUMMARY = """
            done = function(summary, latency, requests)
              io.write(string.format("bytes=%d requests=%d failed=%d p99=%d\\n", summary.bytes, summary.requests,
                  summary.errors.status + summary.errors.read + summary.errors.connect, latency:percentile(99)))
            end
            """;

    private static final Pattern SUMMED = Pattern.compile("bytes=(\\d+) requests=(\\d+) failed=(\\d+) p99=(\\d+)");

    private final BenchmarkArguments arguments;
    private final Path work;
    private final HttpClient http = HttpClient.newHttpClient();

    private enum Way {
        NAMED,
        SESSION,
        SWARM
    }

    /** What is requested, and of which process. */
    private record Target(URI uri, ProcessHandle server) {}

    /** A run of the edge, and the run of nginx with as many bytes after it. */
    private record Pair(Run edge, Run nginx) {
        private double ofNginx() {
            return edge.bytesPerCpuSecond() / nginx.bytesPerCpuSecond();
        }
    }

    /** A segment under the name of its plan, and the same clip in sessions: of one group, and of all. */
    private record Named(URI segment, URI ofGroup, URI ofSwarm) {}

    /** One run of wrk. */
    private record Run(double bytesPerCpuSecond, double bytesPerResponse, double p99Milliseconds, long failed) {}

    private EdgeLoad(BenchmarkArguments arguments) {
        this.arguments = arguments;
        this.work = arguments.paths().getFirst();
    }

    /** Runs the pairs. */
    public static void main(String[] args) throws IOException, InterruptedException {
        new EdgeLoad(BenchmarkArguments.of(USAGE, 2, args)).run();
    }

    private int number(String name, String otherwise) {
        return Integer.parseInt(arguments.option(name, otherwise));
    }

    private void run() throws IOException, InterruptedException {
        Files.createDirectories(work);
        Files.writeString(work.resolve("summary.lua"), SUMMARY);
        String starling = arguments.option("starling", "./starling");
        Path log = work.resolve("edge.log");
        try (EdgeProcess edge = EdgeProcess.start(starling, arguments.paths().get(1), EDGE_PORT, UNLIMITED, log)) {
            try (Nginx nginx = Nginx.serve(work, "127.0.0.1", NGINX_PORT)) {
                Named named = named(edge.local());
                ProcessHandle server = edge.process().toHandle();
                Map<Way, Target> targets = new EnumMap<>(Map.of(
                        Way.NAMED, new Target(named.segment(), server),
                        Way.SESSION, new Target(named.ofGroup(), server),
                        Way.SWARM, new Target(named.ofSwarm(), server)));
                for (Target target : targets.values()) {
                    load(target, number("warm", "60") / targets.size());
                }
                for (Target target : targets.values()) {
                    pair(target, nginx.worker());
                }
                Map<Way, List<Pair>> pairs = new EnumMap<>(Way.class);
                for (int pair = 0; pair < number("pairs", "5"); pair++) {
                    for (Map.Entry<Way, Target> target : targets.entrySet()) {
                        pairs.computeIfAbsent(target.getKey(), _ -> new ArrayList<>())
                                .add(pair(target.getValue(), nginx.worker()));
                    }
                }
                System.out.println(report(pairs));
            }
        }
    }

    private Pair pair(Target segment, ProcessHandle nginx) throws IOException, InterruptedException {
        Run edge = load(segment, number("seconds", "6"));
        Files.write(work.resolve(FILE), new byte[(int) Math.round(edge.bytesPerResponse())]);
        Target file = new Target(URI.create("http://127.0.0.1:" + NGINX_PORT + "/" + FILE), nginx);
        return new Pair(edge, load(file, number("seconds", "6")));
    }

    /** The member whose size is nearest to the wanted one. */
    private Named named(URI edge) throws IOException, InterruptedException {
        JsonNode brief = get(edge.resolve("/api/titles")).get(0);
        String id = brief.get("id").asText();
        JsonNode title = get(edge.resolve("/api/titles/" + id));
        int wanted = number("bytes", "200000");
        @Nullable JsonNode nearest = null;
        int clip = 0;
        for (JsonNode of : title.get("timeline")) {
            for (JsonNode member : of.get("members")) {
                if (nearest == null || off(member, wanted) < off(nearest, wanted)) {
                    nearest = member;
                    clip = of.get("clip").asInt();
                }
            }
        }
        String cluster = nearest == null ? "" : nearest.get("cluster").asText();
        String group = "";
        for (JsonNode of : title.get("clusters")) {
            group = of.get("id").asText().equals(cluster) ? of.get("group").asText() : group;
        }
        String base = "/titles/" + id;
        return new Named(
                edge.resolve(base + "/editions/" + title.get("edition").asText() + "/groups/" + group + "/" + clip + "/"
                        + cluster + ".m4s"),
                ofGroup(title, edge.resolve(base + "/sessions/AAAAAAAAAAAAAAAAAAAAAA/groups/")),
                edge.resolve(base + "/sessions/BBBBBBBBBBBBBBBBBBBBBB/swarm/" + clip + ".m4s"));
    }

    /** The clip and group for which the edge chooses what is nearest to the wanted size. */
    private URI ofGroup(JsonNode title, URI groups) throws IOException, InterruptedException {
        URI nearest = groups;
        long off = Long.MAX_VALUE;
        for (JsonNode group : title.get("groups")) {
            for (JsonNode clip : title.get("timeline")) {
                URI segment = groups.resolve(
                        group.get("id").asText() + "/" + clip.get("clip").asInt() + ".m4s");
                long bytes = chosenBytes(segment);
                if (Math.abs(bytes - number("bytes", "200000")) < off) {
                    off = Math.abs(bytes - number("bytes", "200000"));
                    nearest = segment;
                }
            }
        }
        return nearest;
    }

    /** At first the edge does not know the path. */
    private long chosenBytes(URI segment) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(segment).build();
        long bytes = 0;
        for (int i = 0; i < PATH_REQUESTS; i++) {
            bytes = http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body().length;
        }
        return bytes;
    }

    private static long off(JsonNode member, int wanted) {
        return Math.abs(member.get("bytes").asLong() - wanted);
    }

    private JsonNode get(URI uri) throws IOException, InterruptedException {
        return JSON.readTree(http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body());
    }

    private Run load(Target target, int seconds) throws IOException, InterruptedException {
        Duration before = EdgeProcess.cpu(target.server());
        Process wrk = new ProcessBuilder(
                        "wrk",
                        "-t1",
                        "-c" + arguments.option("clients", "16"),
                        "-d" + seconds + "s",
                        "-s",
                        work.resolve("summary.lua").toString(),
                        target.uri().toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        wrk.waitFor();
        Matcher summary = SUMMED.matcher(output);
        if (!summary.find()) {
            throw new IOException("wrk failed: " + output);
        }
        double cpu = EdgeProcess.cpu(target.server()).minus(before).toNanos() / 1e9;
        return new Run(
                Long.parseLong(summary.group(1)) / cpu,
                Double.parseDouble(summary.group(1)) / Math.max(1, Long.parseLong(summary.group(2))),
                Long.parseLong(summary.group(4)) / 1e3,
                Long.parseLong(summary.group(3)));
    }

    private ObjectNode report(Map<Way, List<Pair>> pairs) {
        ObjectNode report = JSON.createObjectNode().put("benchmark", "edge-load");
        pairs.forEach((way, its) -> {
            double[] ratios = its.stream().mapToDouble(Pair::ofNginx).sorted().toArray();
            report.putObject(way.name().toLowerCase(Locale.ROOT))
                    .put("ofNginx", median(ratios))
                    .put("least", ratios[0])
                    .put("most", ratios[ratios.length - 1])
                    .put("bytesPerResponse", its.getLast().edge().bytesPerResponse())
                    .put("nginxBytesPerResponse", its.getLast().nginx().bytesPerResponse())
                    .put("p99Milliseconds", p99(its, Pair::edge))
                    .put("nginxP99Milliseconds", p99(its, Pair::nginx))
                    .put("failed", failed(its, Pair::edge))
                    .put("nginxFailed", failed(its, Pair::nginx));
        });
        return report;
    }

    private static double p99(List<Pair> pairs, Function<Pair, Run> of) {
        return median(pairs.stream()
                .mapToDouble(pair -> of.apply(pair).p99Milliseconds())
                .sorted()
                .toArray());
    }

    private static long failed(List<Pair> pairs, Function<Pair, Run> of) {
        return pairs.stream().mapToLong(pair -> of.apply(pair).failed()).sum();
    }

    private static double median(double[] sorted) {
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
