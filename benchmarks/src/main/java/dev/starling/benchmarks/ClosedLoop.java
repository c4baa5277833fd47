package dev.starling.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starling.benchmarks.PhonePopulation.Viewed;
import dev.starling.benchmarks.PhoneSession.Experience;
import dev.starling.lab.delivery.DeliveredSession;
import dev.starling.lab.delivery.DeliverySimulator;
import dev.starling.lab.delivery.DeliverySimulator.Moves;
import dev.starling.lab.delivery.Link;
import dev.starling.lab.delivery.SteeredTitle;
import dev.starling.lab.delivery.StockPlayer;
import dev.starling.lab.evaluate.ClusterBootstrap;
import dev.starling.lab.evaluate.SessionFigures;
import dev.starling.lab.evaluate.SessionFigures.Figure;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.trace.TraceFile;
import dev.starling.swarm.json.StrictJson;
import dev.starling.swarm.steer.CapabilityVector;
import dev.starling.swarm.steer.LearnedModel;
import dev.starling.swarm.steer.LearnedPolicy;
import dev.starling.swarm.steer.PolicySettings;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.ToDoubleFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The loop from what viewers experience to what they are sent. Phones on slow paths watch a title from an edge with the
 * learned policy that ships. {@code lab learn} continues that policy from their telemetry alone, and {@code lab demand}
 * writes what they asked for; with {@code --source}, profiles are bred for it and the title is encoded with them. Then
 * other phones, on paths of logs that nothing was learned from, watch from several edges: one as before, one with the
 * new policy if it was published, one with the new package, and one with both. They do so in the lab's simulator, where
 * no machine is slow, and then from real edges, each from all of them at once. All edges then share the same load of
 * the machine. Differences are those of one viewer between edges.
 *
 * <p>A path is a trace, scaled to the population's mean rate, from a random start. Bytes are read at its rate over
 * loopback; requests wait for a round trip of 80 ms, TCP sees that of loopback. Time is real. Each step is kept in WORK
 * and not repeated.
 *
 * <pre>
 *   java … dev.starling.benchmarks.ClosedLoop WORK PACKAGES TRACES… [OPTION]… [-- CLIP…]
 * </pre>
 *
 * <p>PACKAGES is a folder with one package, {@code phones}. Options: {@code --viewers N} (default 200), {@code --again
 * N}, the others (default 60), {@code --at-once N} connections (default 100; with fewer, a slow machine stalls fewer
 * viewers), {@code --kbits N}, the mean rate of each path (default 600), {@code --seed N}, {@code --learn OPTIONS} for
 * {@code lab learn}, {@code --source VIDEO}, {@code --encode OPTIONS} with which its package was made, {@code --evolve
 * OPTIONS}, {@code --cluster OPTIONS}, {@code --starling SCRIPT} (default {@code ./starling}). CLIPs are those to breed
 * on. Options that are several words are one argument.
 */
public final class ClosedLoop {
    private static final String USAGE = "ClosedLoop WORK PACKAGES TRACES… [OPTION]… [-- CLIP…]";
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern SEGMENT_SECONDS = Pattern.compile("#EXTINF:([0-9.]+)");
    private static final String POPULATION = "phones";

    private final BenchmarkArguments arguments;
    private final Path work;
    private final String starling;

    private ClosedLoop(BenchmarkArguments arguments) {
        this.arguments = arguments;
        this.work = arguments.paths().getFirst();
        this.starling = arguments.option("starling", "./starling");
    }

    /** Runs the loop. */
    public static void main(String[] args) throws Exception {
        new ClosedLoop(BenchmarkArguments.of(USAGE, 3, args)).run();
    }

    private int number(String name, String otherwise) {
        return Integer.parseInt(arguments.option(name, otherwise));
    }

    /** An edge to watch from. */
    private record Arm(String name, Path packages, Path policy) {}

    private void run() throws IOException, InterruptedException, ExecutionException {
        Files.createDirectories(work);
        Path packages = arguments.paths().get(1);
        PhonePopulation population = new PhonePopulation(
                TraceFile.find(arguments.paths().subList(2, arguments.paths().size())),
                number("kbits", "600") * 1e3,
                number("seed", "1"));
        Arm shipped = new Arm("before", packages, work.resolve("shipped.json"));
        Files.write(shipped.policy(), StrictJson.write(LearnedModel.shipped()));
        List<Experience> before = watch(List.of(shipped), population.learnedFrom(number("viewers", "200")), "before")
                .getFirst();
        String telemetry = work.resolve("before.duckdb").toString();
        ObjectNode report =
                JSON.createObjectNode().put("benchmark", "closed-loop").put("viewers", before.size());
        report.set("before", summary(before));

        List<Arm> arms = new ArrayList<>(List.of(shipped));
        Path learned = work.resolve("learned.json");
        List<String> learn = new ArrayList<>(List.of("lab", "learn", "--from", telemetry, "--json"));
        learn.addAll(List.of("--policy", shipped.policy().toString(), "-o", learned.toString()));
        learn.addAll(words("learn"));
        JsonNode result = command("learn", learn);
        report.set("learned", result);
        boolean published = result.get("published").asBoolean();
        if (published) {
            arms.add(new Arm("learned", packages, learned));
        }
        Path demand = work.resolve("demand.json");
        report.set(
                "demand",
                command("demand", List.of("lab", "demand", "--from", telemetry, "-o", demand.toString(), "--json")));
        if (arguments.options().containsKey("source")) {
            Path bred = breed(demand, report);
            arms.add(new Arm("bred", bred, shipped.policy()));
            if (published) {
                arms.add(new Arm("both", bred, learned));
            }
        }
        List<Viewed> others = population.heldBack(number("again", "60"));
        List<List<Experience>> simulated = new ArrayList<>();
        for (Arm arm : arms) {
            simulated.add(simulate(arm, others));
        }
        compare(report.putObject("simulated"), arms, others, simulated);
        compare(report.putObject("again"), arms, others, watch(arms, others, "again"));
        System.out.println(report);
    }

    /** What each viewer experiences in the lab's simulator, where no machine is slow. */
    private static List<Experience> simulate(Arm arm, List<Viewed> viewers) throws IOException {
        SteeredTitle title = SteeredTitle.read(arm.packages().resolve(POPULATION));
        LearnedModel model = LearnedModel.read(Files.readAllBytes(arm.policy()));
        List<Experience> experiences = new ArrayList<>();
        for (Viewed viewer : viewers) {
            DeliveredSession session = new DeliverySimulator(
                            Link.DEFAULT,
                            StockPlayer.DEFAULT,
                            new LearnedPolicy(model, PolicySettings.DEFAULT),
                            CapabilityVector.UNKNOWN,
                            Moves.ALLOWED)
                    .play(title, viewer.trace());
            experiences.add(new Experience(
                    session.meanQoeV(), session.meanVmaf(), session.stallSeconds(), session.startUpSeconds()));
        }
        return experiences;
    }

    /** Adds to a report what the viewers of each edge experienced, beside those of the first one. */
    private void compare(ObjectNode report, List<Arm> arms, List<Viewed> viewers, List<List<Experience>> experiences) {
        for (int i = 0; i < arms.size(); i++) {
            ObjectNode arm = report.putObject(arms.get(i).name());
            arm.setAll(summary(experiences.get(i)));
            if (i > 0) {
                arm.set("above", differences(viewers, experiences.getFirst(), experiences.get(i)));
            }
        }
    }

    private List<String> words(String option) {
        String value = arguments.option(option, "").strip();
        return value.isEmpty() ? List.of() : Arrays.asList(value.split("\\s+"));
    }

    /** Breeds profiles for a demand, and encodes the title with them. */
    private Path breed(Path demand, ObjectNode report) throws IOException, InterruptedException {
        Path profiles = work.resolve("profiles.json");
        Path clusters = work.resolve("clusters.json");
        Path bred = work.resolve("bred");
        List<String> evolve = new ArrayList<>(List.of("evolve"));
        evolve.addAll(arguments.rest());
        evolve.addAll(List.of("-o", profiles.toString(), "--demand", demand.toString(), "--json"));
        evolve.addAll(words("evolve"));
        report.set("evolved", command("evolve", evolve));
        List<String> cluster = new ArrayList<>(List.of("cluster"));
        cluster.addAll(arguments.rest());
        cluster.addAll(List.of("--profiles", profiles.toString(), "-o", clusters.toString()));
        cluster.addAll(List.of("--store", profiles + ".store", "--demand", demand.toString(), "--json"));
        cluster.addAll(words("cluster"));
        command("cluster", cluster);
        List<String> encode = new ArrayList<>(List.of("encode", arguments.option("source", "")));
        encode.addAll(List.of("-o", bred.resolve(POPULATION).toString(), "--clusters", clusters.toString(), "--json"));
        encode.addAll(words("encode"));
        command("encode", encode);
        return bred;
    }

    /** Runs a command once, and gives the JSON that it printed. */
    private JsonNode command(String name, List<String> words) throws IOException, InterruptedException {
        Path kept = work.resolve(name + ".result.json");
        if (!Files.exists(kept)) {
            List<String> command = new ArrayList<>(List.of(starling));
            command.addAll(words);
            Process process = new ProcessBuilder(command)
                    .redirectError(work.resolve(name + ".log").toFile())
                    .start();
            List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            int exit = process.waitFor();
            if (lines.isEmpty() || !lines.getLast().startsWith("{")) {
                throw new IOException(name + " ended with " + exit + ", see " + work.resolve(name + ".log"));
            }
            Files.writeString(kept, lines.getLast());
        }
        return JSON.readTree(Files.readString(kept));
    }

    /** All viewers watch the title from all edges at once, unless they have before. By edge, then by viewer. */
    private List<List<Experience>> watch(List<Arm> arms, List<Viewed> population, String name)
            throws IOException, InterruptedException, ExecutionException {
        Path kept = work.resolve(name + ".json");
        if (!Files.exists(kept)) {
            List<EdgeProcess> edges = new ArrayList<>();
            try {
                for (Arm arm : arms) {
                    String file = name.equals(arm.name()) ? name : name + "-" + arm.name();
                    List<String> options = List.of(
                            "--policy", arm.policy().toString(),
                            "--telemetry", work.resolve(file + ".duckdb").toString(),
                            "--trusted-proxies", "127.0.0.1");
                    edges.add(EdgeProcess.start(
                            starling, arm.packages(), freePort(), options, work.resolve(file + ".log")));
                }
                Files.writeString(kept, JSON.writeValueAsString(watch(edges, population)));
            } finally {
                edges.forEach(EdgeProcess::close);
            }
        }
        return Arrays.stream(JSON.readValue(Files.readString(kept), Experience[][].class))
                .map(Arrays::asList)
                .toList();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private List<List<Experience>> watch(List<EdgeProcess> edges, List<Viewed> population)
            throws IOException, InterruptedException, ExecutionException {
        List<PhoneSession> phones = new ArrayList<>();
        for (EdgeProcess edge : edges) {
            phones.add(phone(edge.local().getPort()));
        }
        Semaphore places = new Semaphore(number("at-once", "100"));
        List<List<Future<Experience>>> watching = new ArrayList<>();
        edges.forEach(_ -> watching.add(new ArrayList<>()));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int viewer = 0; viewer < population.size(); viewer++) {
                String address = "10.0." + viewer / 250 + "." + (1 + viewer % 250);
                BandwidthTrace trace = population.get(viewer).trace();
                places.acquire(edges.size());
                // Nobody begins at the same time as everybody.
                Thread.sleep(50);
                PacedPath path = new PacedPath(trace, System.nanoTime());
                for (int edge = 0; edge < edges.size(); edge++) {
                    PhoneSession phone = phones.get(edge);
                    watching.get(edge).add(threads.submit(() -> {
                        try {
                            return phone.play(path, address);
                        } finally {
                            places.release();
                        }
                    }));
                }
            }
        }
        List<List<Experience>> experiences = new ArrayList<>();
        for (List<Future<Experience>> ofEdge : watching) {
            List<Experience> all = new ArrayList<>();
            for (Future<Experience> each : ofEdge) {
                all.add(each.get());
            }
            experiences.add(all);
        }
        return experiences;
    }

    /** A phone that plays the first title of an edge. */
    private static PhoneSession phone(int port) throws IOException {
        try (ViewerConnection connection = new ViewerConnection(port)) {
            JsonNode brief = Objects.requireNonNull(
                    JSON.readTree(connection.text("/api/titles")).get(0), "no title");
            String title = brief.get("id").asText();
            String session = JSON.readTree(connection.post("/api/sessions", "{}"))
                    .get("id")
                    .asText();
            return new PhoneSession(
                    port,
                    title,
                    SEGMENT_SECONDS
                            .matcher(connection.text(
                                    "/titles/" + title + "/sessions/" + session + "/swarm/playlist.m3u8"))
                            .results()
                            .map((MatchResult match) -> Double.valueOf(match.group(1)))
                            .toList());
        }
    }

    private static ObjectNode summary(List<Experience> experiences) {
        return JSON.createObjectNode()
                .put("qoeV", mean(experiences, Experience::qoeV))
                .put("vmaf", mean(experiences, Experience::vmaf))
                .put("stallSeconds", mean(experiences, Experience::stallSeconds))
                .put("startSeconds", mean(experiences, Experience::startSeconds));
    }

    private static double mean(List<Experience> experiences, ToDoubleFunction<Experience> of) {
        return experiences.stream().mapToDouble(of).average().orElseThrow();
    }

    /** The mean differences of each viewer, with intervals over the logs that the paths were made of. */
    private ObjectNode differences(List<Viewed> viewers, List<Experience> one, List<Experience> other) {
        List<SessionFigures> figures = new ArrayList<>();
        for (int i = 0; i < viewers.size(); i++) {
            Experience before = one.get(i);
            Experience after = other.get(i);
            figures.add(new SessionFigures(
                    viewers.get(i).file(),
                    POPULATION,
                    Map.of(
                            Figure.QOE_V, after.qoeV() - before.qoeV(),
                            Figure.VMAF, after.vmaf() - before.vmaf(),
                            Figure.STALL_SECONDS, after.stallSeconds() - before.stallSeconds())));
        }
        ObjectNode differences = JSON.createObjectNode();
        ClusterBootstrap bootstrap = new ClusterBootstrap(number("seed", "1"));
        Map.of("qoeV", Figure.QOE_V, "vmaf", Figure.VMAF, "stallSeconds", Figure.STALL_SECONDS)
                .forEach((name, figure) -> {
                    ClusterBootstrap.Estimate estimate = bootstrap.estimate(figures, figure);
                    ObjectNode difference = differences.putObject(name).put("mean", estimate.mean());
                    estimate.interval()
                            .ifPresent(it -> difference.put("low", it.low()).put("high", it.high()));
                });
        return differences;
    }
}
