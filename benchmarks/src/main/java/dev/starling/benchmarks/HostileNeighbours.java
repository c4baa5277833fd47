package dev.starling.benchmarks;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What viewers of an edge notice of hostile clients ({@link HostileClients}). Starts {@code starling serve}, viewers,
 * and a process of hostile clients, which attacks in every other slice of time. Prints one JSON object: for slices
 * without and with attacks, the time to the first and last byte of the viewers' clips, and the memory and the
 * processors that the edge uses; and by how much the attacks change the p99 of those times, with the interval that
 * holds 90 % of what other draws of the same pairs of slices give.
 *
 * <pre>
 *   java … dev.starling.benchmarks.HostileNeighbours PACKAGE [OPTION]…
 * </pre>
 *
 * <p>Options: {@code --viewers N} (default 200), {@code --seconds N} (default 600), {@code --slice N} seconds (default
 * 30), {@code --heap SIZE} of the edge (default {@code 512m}), {@code --attacks NAME,…} (default all of
 * {@link HostileClients}), {@code --starling SCRIPT} (default {@code ./starling}).
 */
public final class HostileNeighbours {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:([0-9]+)/");
    private static final Pattern SEGMENT_SECONDS = Pattern.compile("#EXTINF:([0-9.]+)");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+([0-9]+) kB");
    private static final Duration WARM_UP = Duration.ofSeconds(30);
    private static final int DRAWS = 1_000;

    /** What happens in a slice of time. */
    private enum Phase {
        WARM_UP,
        QUIET,
        HOSTILE
    }

    /** A time that a clip took, and the pair of slices in which it was loaded. */
    private record Taken(int pair, double millis) {}

    /** What was measured in all slices of one phase. */
    private static final class Figures {
        private final ConcurrentLinkedQueue<Taken> firstByteMillis = new ConcurrentLinkedQueue<>();
        private final ConcurrentLinkedQueue<Taken> wholeMillis = new ConcurrentLinkedQueue<>();
        private final ConcurrentLinkedQueue<Double> residentMebibytes = new ConcurrentLinkedQueue<>();
        private final ConcurrentLinkedQueue<Double> heapMebibytes = new ConcurrentLinkedQueue<>();
        private final AtomicInteger failures = new AtomicInteger();
        private final DoubleAdder seconds = new DoubleAdder();
        private final DoubleAdder cpuSeconds = new DoubleAdder();

        Map<String, Object> summary() {
            Map<String, Object> summary = new LinkedHashMap<>();
            summary.put("clips", wholeMillis.size());
            summary.put("failures", failures.get());
            summary.put("firstByteMillis", percentiles(millis(firstByteMillis)));
            summary.put("wholeMillis", percentiles(millis(wholeMillis)));
            summary.put("processors", cpuSeconds.sum() / seconds.sum());
            summary.put("residentMebibytes", percentiles(residentMebibytes));
            summary.put("heapMebibytes", percentiles(heapMebibytes));
            return summary;
        }

        private static List<Double> millis(Collection<Taken> taken) {
            return taken.stream().map(Taken::millis).toList();
        }
    }

    static Map<String, Double> percentiles(Collection<Double> measured) {
        double[] sorted =
                measured.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        Map<String, Double> percentiles = new LinkedHashMap<>();
        if (sorted.length > 0) {
            percentiles.put("p50", sorted[sorted.length / 2]);
            percentiles.put("p99", percentile99(sorted));
            percentiles.put("max", sorted[sorted.length - 1]);
        }
        return percentiles;
    }

    private static double percentile99(double[] sorted) {
        return sorted[(int) (sorted.length * 0.99)];
    }

    /**
     * The p99 with attacks, divided by that without: of all pairs of slices, and the bounds of the 90 % of the draws of
     * as many pairs with replacement that are in the middle.
     */
    private static Map<String, Double> change(Collection<Taken> quiet, Collection<Taken> hostile) {
        int[] pairs = quiet.stream().mapToInt(Taken::pair).distinct().sorted().toArray();
        SplittableRandom random = new SplittableRandom(1);
        double[] drawn = IntStream.range(0, DRAWS)
                .mapToDouble(_ -> {
                    int[] draw = IntStream.range(0, pairs.length)
                            .map(_ -> pairs[random.nextInt(pairs.length)])
                            .toArray();
                    return percentile99(hostile, draw) / percentile99(quiet, draw);
                })
                .sorted()
                .toArray();
        Map<String, Double> change = new LinkedHashMap<>();
        change.put("ratio", percentile99(hostile, pairs) / percentile99(quiet, pairs));
        change.put("low", drawn[DRAWS / 20]);
        change.put("high", drawn[DRAWS - 1 - DRAWS / 20]);
        return change;
    }

    private static double percentile99(Collection<Taken> taken, int[] pairs) {
        Map<Integer, List<Taken>> byPair = taken.stream().collect(Collectors.groupingBy(Taken::pair));
        return percentile99(IntStream.of(pairs)
                .boxed()
                .flatMap(pair -> byPair.getOrDefault(pair, List.of()).stream())
                .mapToDouble(Taken::millis)
                .sorted()
                .toArray());
    }

    private final Map<Phase, Figures> figures =
            Map.of(Phase.WARM_UP, new Figures(), Phase.QUIET, new Figures(), Phase.HOSTILE, new Figures());
    private volatile Phase phase = Phase.WARM_UP;
    /** The number of the present pair of slices: one without attacks, then one with. */
    private final AtomicInteger pair = new AtomicInteger();

    private volatile boolean ended;

    private HostileNeighbours() {}

    /** Runs the benchmark. */
    public static void main(String[] args) throws IOException, InterruptedException {
        BenchmarkArguments arguments = BenchmarkArguments.of("HostileNeighbours PACKAGE [OPTION]...", 1, args);
        new HostileNeighbours().run(arguments);
    }

    private void run(BenchmarkArguments arguments) throws IOException, InterruptedException {
        int viewers = Integer.parseInt(arguments.option("viewers", "200"));
        Duration whole = Duration.ofSeconds(Long.parseLong(arguments.option("seconds", "600")));
        Duration slice = Duration.ofSeconds(Long.parseLong(arguments.option("slice", "30")));
        ProcessBuilder serve = new ProcessBuilder(
                        arguments.option("starling", "./starling"),
                        "serve",
                        arguments.paths().getFirst().toString(),
                        "--port",
                        "0")
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        serve.environment().put("STARLING_JAVA_OPTS", "-Xmx" + arguments.option("heap", "512m"));
        Process edge = serve.start();
        try {
            int port = port(edge);
            Process hostile = hostile(port, arguments.option("attacks", ""));
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                String title = title(port);
                List<Double> clips = clipSeconds(port, title);
                for (int i = 0; i < viewers; i++) {
                    int viewer = i;
                    threads.execute(() -> watch(port, title, clips, viewer));
                }
                threads.execute(() -> readHeap(edge.pid()));
                slices(edge, hostile, whole, slice);
                ended = true;
                threads.shutdownNow();
            } finally {
                hostile.destroy();
            }
        } finally {
            edge.destroy();
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("viewers", viewers);
        result.put("seconds", whole.toSeconds());
        result.put("quiet", of(Phase.QUIET).summary());
        result.put("hostile", of(Phase.HOSTILE).summary());
        result.put("firstByteP99", change(of(Phase.QUIET).firstByteMillis, of(Phase.HOSTILE).firstByteMillis));
        result.put("wholeP99", change(of(Phase.QUIET).wholeMillis, of(Phase.HOSTILE).wholeMillis));
        System.out.println(JSON.writeValueAsString(result));
    }

    private Figures of(Phase which) {
        return Objects.requireNonNull(figures.get(which));
    }

    private static int port(Process edge) throws IOException {
        BufferedReader out = edge.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher url = URL.matcher(line);
            if (url.find()) {
                return Integer.parseInt(url.group(1));
            }
        }
        throw new IOException("starling serve ended");
    }

    /**
     * Another process, and a nice one: its own work should not slow the edge's, as that of another machine would not.
     */
    private static Process hostile(int port, String attacks) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "nice",
                "-n",
                "19",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                HostileClients.class.getName(),
                Integer.toString(port)));
        Arrays.stream(attacks.split(",")).filter(name -> !name.isBlank()).forEach(command::add);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String title(int port) throws IOException {
        try (ViewerConnection connection = new ViewerConnection(port)) {
            String titles = connection.text("/api/titles");
            return Objects.requireNonNull(JSON.readTree(titles).get(0), "no title")
                    .get("id")
                    .asText();
        }
    }

    private static List<Double> clipSeconds(int port, String title) throws IOException {
        try (ViewerConnection connection = new ViewerConnection(port)) {
            return SEGMENT_SECONDS
                    .matcher(connection.text(clips(title, 0) + "playlist.m3u8"))
                    .results()
                    .map((MatchResult match) -> Double.valueOf(match.group(1)))
                    .toList();
        }
    }

    private static String clips(String title, int viewer) {
        return "/titles/" + title + "/sessions/" + String.format(Locale.ROOT, "%022d", viewer) + "/swarm/";
    }

    /** Loads a title again and again, one clip in the time that it plays. */
    private void watch(int port, String title, List<Double> clips, int viewer) {
        Instant next = Instant.now().plusMillis((long) (clips.getFirst() * 1_000 * viewer / 100));
        while (!ended) {
            try (ViewerConnection connection = new ViewerConnection(port)) {
                for (int clip = 0; !ended; clip = (clip + 1) % clips.size()) {
                    Thread.sleep(
                            Duration.between(Instant.now(), next).toMillis() > 0
                                    ? Duration.between(Instant.now(), next)
                                    : Duration.ZERO);
                    next = next.plusMillis((long) (clips.get(clip) * 1_000));
                    Phase started = phase;
                    ViewerConnection.Times times = connection.load(clips(title, viewer) + clip + ".m4s");
                    if (started == phase) {
                        of(started).firstByteMillis.add(new Taken(pair.get(), times.firstByteMillis()));
                        of(started).wholeMillis.add(new Taken(pair.get(), times.wholeMillis()));
                    }
                }
            } catch (IOException e) {
                if (!ended) {
                    of(phase).failures.incrementAndGet();
                    System.err.println("viewer " + viewer + ": " + e);
                }
            } catch (InterruptedException end) {
                return;
            }
        }
    }

    private void slices(Process edge, Process hostile, Duration whole, Duration slice)
            throws IOException, InterruptedException {
        BufferedWriter orders = hostile.outputWriter(StandardCharsets.UTF_8);
        stay(Phase.WARM_UP, WARM_UP, edge);
        for (Duration spent = Duration.ZERO; spent.compareTo(whole) < 0; spent = spent.plus(slice.multipliedBy(2))) {
            pair.incrementAndGet();
            stay(Phase.QUIET, slice, edge);
            orders.write(HostileClients.START + "\n");
            orders.flush();
            stay(Phase.HOSTILE, slice, edge);
            orders.write(HostileClients.STOP + "\n");
            orders.flush();
            if (!edge.isAlive()) {
                throw new IOException("the edge ended with status " + edge.exitValue());
            }
        }
    }

    private void stay(Phase in, Duration time, Process edge) throws IOException, InterruptedException {
        phase = in;
        Instant start = Instant.now();
        Instant end = start.plus(time);
        Duration cpuBefore = EdgeProcess.cpu(edge.toHandle());
        while (Instant.now().isBefore(end)) {
            Thread.sleep(Duration.ofSeconds(1));
            Matcher resident = RESIDENT.matcher(Files.readString(Path.of("/proc/" + edge.pid() + "/status")));
            if (resident.find()) {
                of(in).residentMebibytes.add(Double.parseDouble(resident.group(1)) / 1_024);
            }
        }
        of(in).seconds.add(Duration.between(start, Instant.now()).toMillis() / 1e3);
        of(in).cpuSeconds.add(EdgeProcess.cpu(edge.toHandle()).minus(cpuBefore).toMillis() / 1e3);
    }

    /** Reads the used heap every second from {@code jstat}, whose columns that end in U are sizes in KiB. */
    private void readHeap(long edge) {
        try {
            Process jstat = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jstat")
                                    .toString(),
                            "-gc",
                            Long.toString(edge),
                            "1000")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader out = jstat.inputReader(StandardCharsets.US_ASCII)) {
                List<String> columns = cells(Objects.requireNonNull(out.readLine()));
                for (String line = out.readLine(); line != null && !ended; line = out.readLine()) {
                    List<String> cells = cells(line);
                    double kibibytes = 0;
                    for (String used : List.of("S0U", "S1U", "EU", "OU")) {
                        String cell = cells.get(columns.indexOf(used));
                        kibibytes += cell.equals("-") ? 0 : Double.parseDouble(cell);
                    }
                    of(phase).heapMebibytes.add(kibibytes / 1_024);
                }
            } finally {
                jstat.destroy();
            }
        } catch (IOException e) {
            System.err.println("no heap: " + e.getMessage());
        }
    }

    private static List<String> cells(String line) {
        return new ArrayList<>(Arrays.asList(line.strip().split("\\s+")));
    }
}
