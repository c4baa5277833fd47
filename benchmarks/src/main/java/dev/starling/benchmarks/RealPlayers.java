package dev.starling.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starling.benchmarks.LadderSite.Segment;
import dev.starling.benchmarks.LadderTitles.JoinedTitle;
import dev.starling.lab.delivery.DeliveredSession;
import dev.starling.lab.delivery.DeliveryOptimum;
import dev.starling.lab.delivery.DeliverySimulator;
import dev.starling.lab.delivery.DeliverySimulator.Moves;
import dev.starling.lab.delivery.SteeredTitle;
import dev.starling.lab.delivery.StockPlayer;
import dev.starling.lab.player.HlsJs;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.trace.TraceFile;
import dev.starling.lab.trace.TraceReader;
import dev.starling.quality.VmafModel;
import dev.starling.swarm.steer.CapabilityVector;
import dev.starling.swarm.steer.PolicySettings;
import dev.starling.swarm.steer.StaticPolicy;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Real players in Chromium over emulated access links: Starling beside a plain ladder ({@link PlainLadder}) behind
 * nginx, with hls.js, dash.js and Shaka. Prints one JSON object per trace, with the figures of each arm, of the
 * simulated session and of the offline optimum of the same package, and one with the means. docs/results/players.md
 * explains every figure.
 *
 * <pre>
 *   java … dev.starling.benchmarks.RealPlayers WORK [OPTION]… --traces PATH VIDEO|FOLDER… [-- OPTION-OF-ENCODE…]
 * </pre>
 *
 * <p>Runs as root in the root of the repository, with {@code nginx}, {@code chromium}, {@code node} and {@code ffmpeg}.
 * Everything is kept in the folder {@code WORK}; the same command resumes. Options: {@code --emulator PROGRAM} (default
 * {@code link-emulator}, built from {@code ../shared/tools/link-emulator.c}), {@code --traces PATH,…},
 * {@code --per-family N} traces, evenly spaced in the order of their names (default 3), {@code --arms NAME,…} that play
 * a trace side by side (default {@code hls-server,hls-ladder}; others {@code hls-learned}, {@code hls-player}; the same
 * of {@code dash}, which is dash.js, and of {@code shaka}), {@code --policy FILE} of the arms named {@code learned}
 * (default: the learned policy that ships), {@code --busy N} processes that load the machine meanwhile (default 0),
 * {@code --label NAME} of the sessions (default {@code quiet}), {@code --starling SCRIPT} (default {@code ./starling}),
 * {@code --seconds N} of the title (default 75), {@code --titles REGEX} (the first one is played).
 */
public final class RealPlayers {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int EDGE_PORT = 18_080;
    private static final int LADDER_PORT = 18_081;
    private static final int LEARNED_PORT = 18_082;
    private static final String SHIPPED_POLICY =
            "swarm/src/main/resources/dev/starling/swarm/steer/learned-policy.json";
    private static final int WARM_UP_SESSIONS = 5;

    /** What a player plays. */
    private enum Source {
        /** Steered by the edge, with the static policy. */
        SERVER,
        /** Steered by the edge, with a learned policy. */
        LEARNED,
        /** Steered by the player. */
        PLAYER,
        /** The plain ladder. */
        LADDER
    }

    /** A player and what it plays. */
    private record Arm(Stock stock, Source source) {
        static Arm named(String name) {
            String[] parts = name.toUpperCase(Locale.ROOT).split("-", 2);
            return new Arm(Stock.valueOf(parts[0]), Source.valueOf(parts[1]));
        }

        boolean isLadder() {
            return source == Source.LADDER;
        }

        String manifest() {
            return switch (source) {
                case SERVER, LEARNED -> "server" + stock.extension;
                case PLAYER -> "player" + stock.extension;
                case LADDER -> stock == Stock.HLS ? LadderSite.HLS : LadderSite.DASH;
            };
        }

        @Override
        public String toString() {
            return (stock + "-" + source).toLowerCase(Locale.ROOT);
        }
    }

    private enum Stock {
        HLS("hls.js", ".m3u8"),
        DASH("dash.js", ".mpd"),
        SHAKA("shaka", ".mpd");

        private final String player;
        private final String extension;

        Stock(String player, String extension) {
            this.player = player;
            this.extension = extension;
        }
    }

    /**
     * What is played.
     *
     * @param scores by rung of the ladder, the VMAF of one picture in {@link LadderScores#SCORE_EVERY}
     */
    private record Content(JoinedTitle joined, SteeredTitle steered, List<double[]> scores) {
        Title title() {
            return steered.title();
        }
    }

    private final BenchmarkArguments arguments;
    private final Path work;
    private final Path sessions;
    /** The links so far. */
    private int links;
    /** Absolute, since the browser's script runs in another folder. */
    private final Path emulator;

    private final HttpClient http = HttpClient.newHttpClient();

    private RealPlayers(BenchmarkArguments arguments) throws IOException {
        this.arguments = arguments;
        this.work = arguments.paths().getFirst().toAbsolutePath();
        this.emulator = Path.of(arguments.option("emulator", "link-emulator"))
                .toAbsolutePath()
                .normalize();
        this.sessions = Files.createDirectories(work.resolve("sessions-" + arguments.option("label", "quiet")));
    }

    /** Plays what has not been played yet, and prints. */
    public static void main(String[] args) throws IOException, InterruptedException {
        BenchmarkArguments arguments =
                BenchmarkArguments.of("RealPlayers WORK [OPTION]... --traces PATH,... VIDEO|FOLDER...", 2, args);
        RealPlayers players = new RealPlayers(arguments);
        if (!Files.isExecutable(players.emulator)) {
            System.err.println("skipped: no link emulator at " + players.emulator + "; build it and name it with"
                    + " --emulator, see docs/results/players.md");
            return;
        }
        players.run();
    }

    private void run() throws IOException, InterruptedException {
        List<TraceFile> traces = traces();
        Path swarm = work.resolve("swarm");
        JoinedTitle joined = joined();
        List<Path> rungs = prepare(joined, swarm);
        SteeredTitle steered = SteeredTitle.read(swarm);
        LadderScores scores = new LadderScores(work.resolve("scores.tsv"), VmafModel.starlingFit(), 1);
        Content content = new Content(joined, steered, scores.measureRungs(joined, steered.title(), rungs));
        List<Arm> arms = Arrays.stream(
                        arguments.option("arms", "hls-server,hls-ladder").split(",", -1))
                .map(Arm::named)
                .toList();
        StockPlayer player;
        Map<Source, EdgeProcess> edges = new EnumMap<>(Source.class);
        try (LadderSite ladder = LadderSite.serve(work.resolve("site"), rungs, LADDER_PORT);
                EdgeProcess edge = edge(swarm, EDGE_PORT, List.of())) {
            edges.put(Source.SERVER, edge);
            edges.put(Source.PLAYER, edge);
            if (arms.stream().anyMatch(arm -> arm.source() == Source.LEARNED)) {
                List<String> policy = List.of("--policy", arguments.option("policy", SHIPPED_POLICY));
                edges.put(Source.LEARNED, edge(swarm, LEARNED_PORT, policy));
            }
            for (EdgeProcess warmed : Set.copyOf(edges.values())) {
                warmUp(warmed, steered.title().clips().size());
            }
            player = hlsJs(edge);
            for (TraceFile trace : traces) {
                play(trace, arms, ladder, edges);
            }
        } finally {
            edges.values().forEach(EdgeProcess::close);
        }
        List<Map<String, Map<String, Double>>> results = new ArrayList<>();
        for (TraceFile trace : traces) {
            Map<String, Map<String, Double>> result = figures(content, trace, player, arms);
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("trace", name(trace));
            line.put("family", trace.family());
            result.forEach((arm, figures) -> line.put(arm, rounded(figures)));
            System.out.println(JSON.writeValueAsString(line));
            results.add(result);
        }
        System.out.println(JSON.writeValueAsString(Summary.of(results)));
    }

    private List<TraceFile> traces() throws IOException {
        List<Path> paths = Arrays.stream(arguments.option("traces", "").split(",", -1))
                .map(Path::of)
                .toList();
        Map<String, List<TraceFile>> families = TraceFile.find(paths).stream()
                .collect(Collectors.groupingBy(TraceFile::family, TreeMap::new, Collectors.toList()));
        int wanted = Integer.parseInt(arguments.option("per-family", "3"));
        return families.values().stream()
                .flatMap(all -> IntStream.range(0, Math.min(wanted, all.size()))
                        .mapToObj(i -> all.get((int) ((i + 0.5) * all.size() / Math.min(wanted, all.size())))))
                .toList();
    }

    private JoinedTitle joined() throws IOException, InterruptedException {
        String wanted = arguments.option("titles", ".*");
        List<Path> videos = arguments.paths().subList(1, arguments.paths().size());
        return LadderTitles.join(videos, seconds(), name -> name.matches(wanted), work.resolve("titles")).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no title is named like " + wanted));
    }

    /** The length of the title. */
    private double seconds() {
        return Double.parseDouble(arguments.option("seconds", "75"));
    }

    private List<Path> prepare(JoinedTitle joined, Path swarm) throws IOException, InterruptedException {
        Path log = work.resolve("encode.log");
        Path folder = work.resolve("ladder");
        if (!Files.exists(folder)) {
            Path unfinished = work.resolve("ladder.unfinished");
            PlainLadder.encode(joined, unfinished, log);
            Files.move(unfinished, folder);
        }
        if (!Files.exists(swarm)) {
            List<String> encode =
                    new ArrayList<>(List.of(starling(), "encode", joined.file().toString(), "-o", swarm.toString()));
            encode.addAll(arguments.rest());
            CpuTime.of(encode, log);
        }
        return IntStream.range(0, PlainLadder.rungs(joined).size())
                .mapToObj(i -> PlainLadder.file(folder, i))
                .toList();
    }

    private String starling() {
        return arguments.option("starling", "./starling");
    }

    private EdgeProcess edge(Path swarm, int port, List<String> options) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("--host", "0.0.0.0"));
        all.addAll(options);
        return EdgeProcess.start(starling(), swarm, port, all, work.resolve("edge-" + port + ".log"));
    }

    /** hls.js with its defaults. */
    private StockPlayer hlsJs(EdgeProcess edge) throws IOException, InterruptedException {
        URI manifest = edge.local().resolve("/titles/swarm/server.m3u8");
        String text = http.send(HttpRequest.newBuilder(manifest).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        double bitsPerSecond = Double.parseDouble(text.replaceFirst("(?s).*?[:,]BANDWIDTH=(\\d+).*", "$1"));
        return new StockPlayer(HlsJs.bufferCapSeconds(bitsPerSecond));
    }

    /**
     * Delivers the title a few times, so that the edge's code is compiled, as that of an edge that has served for a
     * while.
     */
    private void warmUp(EdgeProcess edge, int clips) throws IOException, InterruptedException {
        for (int session = 0; session < WARM_UP_SESSIONS; session++) {
            URI manifest = edge.local().resolve("/titles/swarm/server.m3u8");
            String id = http.send(HttpRequest.newBuilder(manifest).build(), HttpResponse.BodyHandlers.discarding())
                    .headers()
                    .firstValue("Starling-Session")
                    .orElseThrow();
            for (int clip = 0; clip < clips; clip++) {
                URI media = edge.local().resolve("/titles/swarm/sessions/" + id + "/swarm/" + clip + ".m4s");
                http.send(HttpRequest.newBuilder(media).build(), HttpResponse.BodyHandlers.discarding());
            }
        }
    }

    private Path session(TraceFile trace, Arm arm) {
        return sessions.resolve(name(trace) + "--" + arm + ".json");
    }

    private static String name(TraceFile trace) {
        return trace.family() + "--" + trace.file().getFileName();
    }

    /** Plays the arms that have not played a trace yet, side by side. */
    private void play(TraceFile file, List<Arm> arms, LadderSite ladder, Map<Source, EdgeProcess> edges)
            throws IOException, InterruptedException {
        List<Arm> missing =
                arms.stream().filter(it -> !Files.exists(session(file, it))).toList();
        if (missing.isEmpty()) {
            return;
        }
        BandwidthTrace trace = TraceReader.read(file.file());
        Path rates = Files.createDirectories(work.resolve("traces")).resolve(name(file) + ".txt");
        EmulatedLink.write(trace, rates);
        List<Process> load = new ArrayList<>();
        Map<Arm, Process> players = new LinkedHashMap<>();
        try {
            for (int i = 0; i < Integer.parseInt(arguments.option("busy", "0")); i++) {
                load.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
            }
            for (Arm arm : missing) {
                // What an edge remembers of a client's address is not of another client's path.
                EmulatedLink link = new EmulatedLink(emulator, links++ % EmulatedLink.MAX_ID + 1);
                EdgeProcess edge = edges.get(arm.source());
                int port = edge == null ? ladder.port() : edge.local().getPort();
                String folder = edge == null ? "/" : "/titles/swarm/";
                String manifest = "http://" + link.address() + ":" + port + folder + arm.manifest();
                Path log = sessions.resolve(name(file) + "--" + arm + ".log");
                List<String> command =
                        BrowserSession.command(arm.stock().player, manifest, seconds(), Optional.empty());
                players.put(arm, link.start(trace, rates, command, log));
            }
            for (Map.Entry<Arm, Process> player : players.entrySet()) {
                String output = new String(player.getValue().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (player.getValue().waitFor() == 0) {
                    keep(
                            file,
                            player.getKey(),
                            output,
                            Optional.ofNullable(edges.get(player.getKey().source())));
                } else {
                    System.err.println(name(file) + ", " + player.getKey() + ": failed, see " + sessions);
                }
            }
        } finally {
            players.values().forEach(RealPlayers::end);
            load.forEach(RealPlayers::end);
        }
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private void keep(TraceFile file, Arm arm, String output, Optional<EdgeProcess> edge)
            throws IOException, InterruptedException {
        ObjectNode session = BrowserSession.read(output, edge);
        Path finished = session(file, arm);
        Path unfinished = finished.resolveSibling("unfinished");
        JSON.writeValue(unfinished.toFile(), session);
        Files.move(unfinished, finished);
        System.err.println(name(file) + ", " + arm + ": played");
    }

    private Map<String, Map<String, Double>> figures(
            Content content, TraceFile file, StockPlayer player, List<Arm> arms) throws IOException {
        BandwidthTrace trace = TraceReader.read(file.file());
        Map<String, Map<String, Double>> figures = new LinkedHashMap<>();
        DeliverySimulator simulator = new DeliverySimulator(
                EmulatedLink.SIMULATED,
                player,
                new StaticPolicy(PolicySettings.DEFAULT),
                CapabilityVector.UNKNOWN,
                Moves.ALLOWED);
        figures.put("simulated", figures(simulator.play(content.steered(), trace)));
        figures.put(
                "optimum",
                figures(new DeliveryOptimum(EmulatedLink.SIMULATED, player, DeliveryOptimum.DEFAULT_STEP_SECONDS)
                        .play(content.steered(), trace)));
        for (Arm arm : arms) {
            if (!Files.exists(session(file, arm))) {
                continue;
            }
            JsonNode session = JSON.readTree(session(file, arm).toFile());
            List<Double> vmaf = arm.isLadder()
                    ? ofLadder(content, session.path("seen"))
                    : ofStarling(content.title(), session.path("explained"));
            try {
                Map<String, Double> played = PlayedSession.of(
                                session.path("seen"), arm.isLadder() ? "/chunk-" : ".m4s", vmaf)
                        .figures();
                if (!arm.isLadder()) {
                    played.put("downMoves", (double) downMoves(session.path("explained")));
                }
                figures.put(arm.toString(), played);
            } catch (IllegalArgumentException e) {
                System.err.println(name(file) + ", " + arm + ": " + e.getMessage());
            }
        }
        return figures;
    }

    private static Map<String, Double> figures(DeliveredSession session) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("qoeV", session.meanQoeV());
        figures.put("vmaf", session.meanVmaf());
        figures.put("clipStartUpSeconds", session.startUpSeconds());
        figures.put("stallSeconds", session.stallSeconds());
        figures.put("downMoves", (double) session.downMoves());
        return figures;
    }

    private static int downMoves(JsonNode explained) {
        int moves = 0;
        for (JsonNode clip : explained.path("clips")) {
            moves += clip.path("downMoves").size();
        }
        return moves;
    }

    /** The VMAF of each clip, from what the edge sent last. */
    private static List<Double> ofStarling(Title title, JsonNode explained) {
        Double[] vmaf = new Double[title.clips().size()];
        for (JsonNode clip : explained.path("clips")) {
            if (clip.path("state").asText().equals("sent")) {
                vmaf[clip.path("clip").asInt()] =
                        clip.path("actual").path("quality").path("vmaf").asDouble();
            }
        }
        return complete(vmaf);
    }

    /** The VMAF of each clip, from the segments that the player received last. */
    private static List<Double> ofLadder(Content content, JsonNode seen) {
        int gopPictures = PlainLadder.GOP_SECONDS * content.joined().picturesPerSecond();
        Map<Integer, Integer> rungs = new TreeMap<>();
        for (JsonNode request : seen.path("requests")) {
            String name = request.path("url").asText().replaceFirst("\\?.*", "").replaceFirst(".*/", "");
            if (Segment.isOne(name) && request.path("status").asInt() == 200) {
                rungs.put(Segment.of(name).gop(), Segment.of(name).rung());
            }
        }
        List<Double> vmaf = new ArrayList<>();
        int first = 0;
        for (Clip clip : content.title().clips()) {
            double sum = 0;
            int count = 0;
            for (int picture = first; picture < first + clip.frameCount(); picture++) {
                Integer rung = rungs.get(picture / gopPictures);
                if (picture % LadderScores.SCORE_EVERY == 0 && rung != null) {
                    sum += content.scores().get(rung)[picture / LadderScores.SCORE_EVERY];
                    count++;
                }
            }
            vmaf.add(sum / count);
            first += clip.frameCount();
        }
        return complete(vmaf.toArray(Double[]::new));
    }

    private static List<Double> complete(Double[] vmaf) {
        for (int clip = 0; clip < vmaf.length; clip++) {
            if (vmaf[clip] == null || vmaf[clip].isNaN()) {
                throw new IllegalStateException("clip " + clip + " was not sent");
            }
        }
        return List.of(vmaf);
    }

    private static Map<String, Double> rounded(Map<String, Double> figures) {
        Map<String, Double> rounded = new LinkedHashMap<>();
        figures.forEach((name, value) -> rounded.put(name, Math.round(value * 1000) / 1000.0));
        return rounded;
    }

    /** Means over traces, and how the first arm compares with the others. */
    private static final class Summary {
        private Summary() {}

        static Map<String, Object> of(List<Map<String, Map<String, Double>>> results) {
            Map<String, Object> summary = new LinkedHashMap<>();
            List<String> arms = results.stream()
                    .flatMap(it -> it.keySet().stream())
                    .distinct()
                    .toList();
            for (String arm : arms) {
                List<Map<String, Map<String, Double>>> both =
                        results.stream().filter(it -> it.containsKey(arm)).toList();
                Map<String, Double> means = new LinkedHashMap<>();
                for (String figure :
                        Objects.requireNonNull(both.getFirst().get(arm)).keySet()) {
                    means.put(figure, mean(both, arm, figure));
                }
                means.put("traces", (double) both.size());
                means.put("qoeVShareOfOptimum", mean(both, arm, "qoeV") / mean(both, "optimum", "qoeV"));
                means.put("stalled", (double) both.stream()
                        .filter(it -> value(it, arm, "stallSeconds") > 0)
                        .count());
                summary.put(arm, rounded(means));
            }
            return summary;
        }

        private static double value(Map<String, Map<String, Double>> result, String arm, String figure) {
            return Objects.requireNonNull(
                    Objects.requireNonNull(result.get(arm)).get(figure));
        }

        private static double mean(List<Map<String, Map<String, Double>>> results, String arm, String figure) {
            return results.stream()
                    .mapToDouble(it -> value(it, arm, figure))
                    .average()
                    .orElseThrow();
        }
    }
}
