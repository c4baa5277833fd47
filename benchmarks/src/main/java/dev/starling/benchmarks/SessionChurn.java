package dev.starling.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Memory and counts of an edge while viewers come and go: each opens a session, loads a manifest, a playlist and two
 * clips, and leaves. Prints one line of JSON: the heap after a collection and the resident memory, minute by minute,
 * and how far the edge's counts of sessions are from the true ones.
 *
 * <pre>
 *   STARLING_JAVA_OPTS=-Xmx512m java … dev.starling.benchmarks.SessionChurn WORK PACKAGE [OPTION]…
 * </pre>
 *
 * <p>Options: {@code --sessions N} (default 100000), {@code --minutes N} in which they come (default 30),
 * {@code --starling SCRIPT} (default {@code ./starling}).
 */
public final class SessionChurn {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int PORT = 8371;
    private static final int CLIPS = 2;
    /** A viewer counts as active so long after its last request, and the edge keeps so many sessions (docs). */
    private static final long ACTIVE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final int MAX_SESSIONS = 10_000;
    /** With more at once, the clients themselves would be measured. */
    private static final int MAX_AT_ONCE = 500;

    private static final Duration COUNT_EVERY = Duration.ofSeconds(5);
    private static final Duration WEIGH_EVERY = Duration.ofMinutes(1);
    private static final Pattern SESSION = Pattern.compile("sessions/([0-9A-Za-z_-]{22})/");
    private static final Pattern SEGMENT = Pattern.compile("(?m)^([0-9]+\\.m4s.*)$");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+([0-9]+) kB");

    private final BenchmarkArguments arguments;
    private final AtomicLong started = new AtomicLong();
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    /** The viewers of the last seconds. */
    private final Deque<Left> left = new ArrayDeque<>();

    /** Viewers whose manifest is on its way: the edge may know their session, and they do not. */
    private int opening;

    private int watching;
    private volatile boolean ended;

    /** A viewer that has left: the edge got its last request between these moments. */
    private record Left(long requested, long answered) {}

    /** The edge's memory after a collection. */
    private record Weight(long sessions, double heapMebibytes, double residentMebibytes) {}

    /** The edge's count of active sessions, and the least and the most that there truly were meanwhile. */
    private record Count(long told, long least, long most) {
        long off() {
            return told < least ? least - told : Math.max(0, told - most);
        }
    }

    private SessionChurn(BenchmarkArguments arguments) {
        this.arguments = arguments;
    }

    /** Runs the benchmark. */
    public static void main(String[] args) throws IOException, InterruptedException {
        new SessionChurn(BenchmarkArguments.of("SessionChurn WORK PACKAGE [OPTION]…", 2, args)).run();
    }

    private int number(String name, String otherwise) {
        return Integer.parseInt(arguments.option(name, otherwise));
    }

    private void run() throws IOException, InterruptedException {
        Path work = arguments.paths().getFirst();
        Files.createDirectories(work);
        String starling = arguments.option("starling", "./starling");
        List<Weight> weights = new ArrayList<>();
        List<Count> counts = new ArrayList<>();
        long known;
        try (EdgeProcess edge =
                EdgeProcess.start(starling, arguments.paths().get(1), PORT, List.of(), work.resolve("edge.log"))) {
            String title = title();
            try (ExecutorService viewers = Executors.newVirtualThreadPerTaskExecutor()) {
                viewers.execute(() -> bring(viewers, title));
                long start = System.nanoTime();
                long nextWeight = start + WEIGH_EVERY.toNanos();
                while (!ended) {
                    Thread.sleep(COUNT_EVERY);
                    counts.add(count());
                    if (System.nanoTime() >= nextWeight) {
                        nextWeight += WEIGH_EVERY.toNanos();
                        weights.add(weight(edge.process()));
                    }
                }
            }
            counts.add(count());
            weights.add(weight(edge.process()));
            known = metric("starling_sessions");
        }
        System.out.println(report(weights, counts, known));
    }

    /** Starts viewers at a steady rate. */
    private void bring(ExecutorService viewers, String title) {
        long sessions = number("sessions", "100000");
        long every = TimeUnit.MINUTES.toNanos(number("minutes", "30")) / sessions;
        Semaphore atOnce = new Semaphore(MAX_AT_ONCE);
        long start = System.nanoTime();
        try {
            for (long i = 0; i < sessions; i++) {
                long early = start + i * every - System.nanoTime();
                if (early > 0) {
                    TimeUnit.NANOSECONDS.sleep(early);
                }
                atOnce.acquire();
                viewers.execute(() -> {
                    try {
                        watch(title);
                    } finally {
                        atOnce.release();
                    }
                });
            }
            atOnce.acquire(MAX_AT_ONCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended = true;
        }
    }

    private void watch(String title) {
        long last = System.nanoTime();
        boolean counted = false;
        open();
        try (ViewerConnection connection = new ViewerConnection(PORT)) {
            String manifest = connection.text("/titles/" + title + "/server.m3u8");
            Matcher session = SESSION.matcher(manifest);
            if (!session.find()) {
                throw new IOException("no session in " + manifest);
            }
            come();
            counted = true;
            String base = "/titles/" + title + "/sessions/" + session.group(1) + "/swarm/";
            last = System.nanoTime();
            List<String> segments = SEGMENT.matcher(connection.text(base + "playlist.m3u8"))
                    .results()
                    .map(it -> it.group(1))
                    .toList();
            for (String segment : segments.subList(0, Math.min(CLIPS, segments.size()))) {
                last = System.nanoTime();
                connection.load(base + segment);
            }
        } catch (IOException e) {
            failed.incrementAndGet();
            System.err.println("viewer: " + e);
        } finally {
            if (counted) {
                leave(new Left(last, System.nanoTime()));
            } else {
                giveUp();
            }
        }
    }

    private synchronized void open() {
        started.incrementAndGet();
        opening++;
    }

    private synchronized void giveUp() {
        opening--;
    }

    private synchronized void come() {
        opening--;
        begun.incrementAndGet();
        watching++;
    }

    private synchronized void leave(Left viewer) {
        watching--;
        left.addLast(viewer);
    }

    /** Those that watch, and those whose last request was so lately at a moment, whenever the edge got it. */
    private synchronized long surelyActive(long now) {
        return watching
                + left.stream()
                        .filter(it -> now - it.requested() < ACTIVE_NANOS)
                        .count();
    }

    /** The same, those whose last request may have been so lately, and those who are about to watch. */
    private synchronized long perhapsActive(long now) {
        return watching
                + opening
                + left.stream().filter(it -> now - it.answered() < ACTIVE_NANOS).count();
    }

    private synchronized void forget(long now) {
        left.removeIf(it -> now - it.answered() > 2 * ACTIVE_NANOS);
    }

    /** A viewer may come or stop to count while the edge counts. */
    private Count count() throws IOException {
        long before = System.nanoTime();
        long startedBefore = started.get();
        long begunBefore = begun.get();
        long surely = surelyActive(before);
        long perhaps = perhapsActive(before);
        long told = metric("starling_sessions_active");
        long after = System.nanoTime();
        long least = surelyActive(after) - (begun.get() - begunBefore);
        forget(after);
        return new Count(told, Math.min(least, surely), perhaps + started.get() - startedBefore);
    }

    private static long metric(String name) throws IOException {
        try (ViewerConnection connection = new ViewerConnection(PORT)) {
            return connection
                    .text("/metrics")
                    .lines()
                    .filter(it -> it.startsWith(name + " "))
                    .mapToLong(it -> (long) Double.parseDouble(it.substring(name.length() + 1)))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no metric " + name));
        }
    }

    private static String title() throws IOException {
        try (ViewerConnection connection = new ViewerConnection(PORT)) {
            JsonNode titles = JSON.readTree(connection.text("/api/titles"));
            return titles.get(0).get("id").asText();
        }
    }

    private Weight weight(Process edge) throws IOException, InterruptedException {
        tool("jcmd", Long.toString(edge.pid()), "GC.run");
        List<List<String>> rows = tool("jstat", "-gc", Long.toString(edge.pid()))
                .lines()
                .map(line -> Arrays.asList(line.strip().split("\\s+")))
                .toList();
        double kibibytes = 0;
        for (String used : List.of("S0U", "S1U", "EU", "OU")) {
            String cell = rows.get(1).get(rows.getFirst().indexOf(used));
            kibibytes += cell.equals("-") ? 0 : Double.parseDouble(cell);
        }
        Matcher resident = RESIDENT.matcher(Files.readString(Path.of("/proc/" + edge.pid() + "/status")));
        return new Weight(
                begun.get(),
                kibibytes / 1024,
                resident.find() ? Double.parseDouble(resident.group(1)) / 1024 : Double.NaN);
    }

    private static String tool(String name, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", name).toString());
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private ObjectNode report(List<Weight> weights, List<Count> counts, long known) {
        ObjectNode report = JSON.createObjectNode()
                .put("benchmark", "session-churn")
                .put("sessions", begun.get())
                .put("failed", failed.get())
                .put("known", known)
                .put("trulyKnown", Math.min(MAX_SESSIONS, begun.get()))
                .put("counts", counts.size())
                .put("mostActive", counts.stream().mapToLong(Count::told).max().orElse(0))
                .put("mostOff", counts.stream().mapToLong(Count::off).max().orElse(0));
        weights.forEach(it -> report.withArray("memory")
                .addObject()
                .put("sessions", it.sessions())
                .put("heapMebibytes", it.heapMebibytes())
                .put("residentMebibytes", it.residentMebibytes()));
        return report;
    }
}
