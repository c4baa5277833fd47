package dev.starling.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Viewers of one edge on artificial paths, with and without a level of blending: how much later clips come. Each viewer
 * loads one clip after the other, in the time that they play. Prints one JSON object for each setting;
 * docs/results/levels.md explains the figures.
 *
 * <pre>
 *   java … dev.starling.benchmarks.LevelLoad WORK PACKAGE [OPTION]…
 * </pre>
 *
 * <p>Options: {@code --viewers N} (default 200), {@code --seconds N} that are measured of each setting (default 60),
 * after {@code --warm N} (default 30), {@code --settings KILOBITS:LEVELS;…} (default
 * {@code 600:gop;600:gop,frame,slice;150:gop; 150:gop,coefficient}), {@code --rounds N} of all settings (default 2),
 * {@code --starling SCRIPT} (default {@code ./starling}).
 */
public final class LevelLoad {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int EDGE_PORT = 18_085;
    private static final int MAX_WAIT_MILLIS = 60_000;
    /** Of requests for a session and its path. */
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final BenchmarkArguments arguments;
    private final Path work;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    private LevelLoad(BenchmarkArguments arguments) throws IOException {
        this.arguments = arguments;
        this.work = Files.createDirectories(arguments.paths().getFirst());
    }

    /** Measures all settings. */
    public static void main(String[] args) throws IOException, InterruptedException {
        new LevelLoad(BenchmarkArguments.of("LevelLoad WORK PACKAGE [OPTION]…", 2, args)).run();
    }

    /** What viewers' paths carry, and what their clips may be blended from. */
    private record Setting(double kilobits, String levels) {
        static Setting of(String text) {
            String[] parts = text.split(":", 2);
            return new Setting(Double.parseDouble(parts[0]), parts[1]);
        }
    }

    /** What was measured, in milliseconds. */
    private static final class Figures {
        private final ConcurrentLinkedQueue<Double> firstByte = new ConcurrentLinkedQueue<>();
        private final ConcurrentLinkedQueue<Double> added = new ConcurrentLinkedQueue<>();
        private final AtomicInteger failures = new AtomicInteger();
    }

    private int number(String option, int otherwise) {
        return Integer.parseInt(arguments.option(option, Integer.toString(otherwise)));
    }

    private void run() throws IOException, InterruptedException {
        List<Setting> settings = Arrays.stream(arguments
                        .option("settings", "600:gop;600:gop,frame,slice;150:gop;150:gop,coefficient")
                        .split(";", -1))
                .map(Setting::of)
                .toList();
        Path folder = arguments.paths().get(1);
        Title title = PackageReader.open(folder).title();
        for (int round = 0; round < number("rounds", 2); round++) {
            for (Setting setting : settings) {
                List<String> options =
                        List.of("--levels", setting.levels(), "--path-lab", "--trusted-proxies", "127.0.0.1");
                Path log = work.resolve("edge.log");
                try (EdgeProcess edge = EdgeProcess.start(
                        arguments.option("starling", "./starling"), folder, EDGE_PORT, options, log)) {
                    System.out.println(JSON.writeValueAsString(measure(edge, setting, title)));
                }
            }
        }
    }

    private ObjectNode measure(EdgeProcess edge, Setting setting, Title title)
            throws IOException, InterruptedException {
        String name = Objects.requireNonNull(get(edge, "/api/titles").get(0), "no title")
                .get("id")
                .asText();
        int viewers = number("viewers", 200);
        double longest = title.clips().stream().mapToDouble(Clip::seconds).max().orElseThrow();
        double measuredFrom = now() + number("warm", 30);
        double until = measuredFrom + number("seconds", 60);
        Figures figures = new Figures();
        List<String> sessions = new ArrayList<>();
        Duration before;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int viewer = 0; viewer < viewers; viewer++) {
                String address = "10.0." + viewer / 250 + "." + (1 + viewer % 250);
                String session = open(edge, setting, address);
                sessions.add(session);
                String clips = "/titles/" + name + "/sessions/" + session + "/swarm/";
                threads.execute(() -> watch(setting, title, clips, address, new Times(measuredFrom, until), figures));
                // Nobody begins at the same time as everybody.
                Thread.sleep((long) (1000 * longest / viewers));
            }
            Thread.sleep((long) (1000 * Math.max(0, measuredFrom - now())));
            before = edge.cpu();
            Thread.sleep((long) (1000 * Math.max(0, until - now())));
        }
        double cpu = edge.cpu().minus(before).toMillis() / 1e3;
        ObjectNode report = JSON.createObjectNode()
                .put("kilobits", setting.kilobits())
                .put("levels", setting.levels())
                .put("viewers", viewers)
                .put("clips", figures.added.size())
                .put("failures", figures.failures.get())
                .put("processors", cpu / number("seconds", 60));
        report.set("firstByteMillis", JSON.valueToTree(HostileNeighbours.percentiles(figures.firstByte)));
        report.set("addedMillis", JSON.valueToTree(HostileNeighbours.percentiles(figures.added)));
        addLevels(edge, sessions, report);
        return report;
    }

    /** From when to when clips are requested that count, in seconds. */
    private record Times(double from, double until) {}

    private String open(EdgeProcess edge, Setting setting, String address) throws IOException, InterruptedException {
        String session =
                send(edge, "POST", "/api/sessions", "{}", address).get("id").asText();
        String path = String.format(Locale.ROOT, "{\"bitsPerSecond\":%.0f}", setting.kilobits() * 1000);
        send(edge, "PUT", "/api/sessions/" + session + "/path", path, address);
        return session;
    }

    private JsonNode send(EdgeProcess edge, String method, String target, String json, String address)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(edge.local().resolve(target))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header("X-Forwarded-For", address)
                .method(method, HttpRequest.BodyPublishers.ofString(json))
                .build();
        return body(request);
    }

    private JsonNode get(EdgeProcess edge, String target) throws IOException, InterruptedException {
        return body(HttpRequest.newBuilder(edge.local().resolve(target))
                .timeout(TIMEOUT)
                .build());
    }

    private JsonNode body(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IOException(request.uri() + ": " + response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }

    private static void watch(
            Setting setting, Title title, String clips, String address, Times times, Figures figures) {
        String fields = "X-Forwarded-For: " + address + "\r\n";
        try (ViewerConnection connection =
                new ViewerConnection(EDGE_PORT, MAX_WAIT_MILLIS, fields, ViewerConnection.Path.FREE)) {
            int next = 0;
            for (double requested = now(); requested < times.until(); requested = now()) {
                Clip clip = title.clips().get(next++ % title.clips().size());
                long loaded = connection.loadedBytes();
                ViewerConnection.Times taken = connection.load(clips + clip.index() + ".m4s");
                if (requested >= times.from()) {
                    double ofPath = (connection.loadedBytes() - loaded) * Byte.SIZE / setting.kilobits();
                    figures.firstByte.add(taken.firstByteMillis());
                    figures.added.add(taken.wholeMillis() - ofPath);
                }
                double left = requested + clip.seconds() - now();
                TimeUnit.MICROSECONDS.sleep((long) (1e6 * Math.max(0, left)));
            }
        } catch (IOException e) {
            figures.failures.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Adds the finest levels at which clips were sent, and what requantising took. */
    private void addLevels(EdgeProcess edge, List<String> sessions, ObjectNode report)
            throws IOException, InterruptedException {
        Map<String, Integer> levels = new TreeMap<>();
        double requantising = 0;
        for (String session : sessions) {
            for (JsonNode clip : get(edge, "/api/sessions/" + session).path("clips")) {
                List<String> of = clip.findValue("delivered").findValuesAsText("level");
                for (String level : List.of("coefficient", "slice", "frame", "gop")) {
                    if (of.contains(level)) {
                        levels.merge(level, 1, Integer::sum);
                        break;
                    }
                }
                requantising += clip.path("requantisingSeconds").asDouble();
            }
        }
        report.set("sent", JSON.valueToTree(levels));
        report.put("requantisingSeconds", requantising);
    }

    private static double now() {
        return System.nanoTime() / 1e9;
    }
}
