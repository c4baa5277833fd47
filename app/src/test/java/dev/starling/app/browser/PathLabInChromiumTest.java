package dev.starling.app.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.starling.app.Starling;
import dev.starling.app.title.Demo;
import dev.starling.edge.EdgeServer;
import dev.starling.edge.EdgeSettings;
import dev.starling.edge.PathLab;
import dev.starling.film.MediaWriter;
import dev.starling.libav.Colour;
import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Plane;
import dev.starling.libav.Ratio;
import dev.starling.swarm.pack.FolderShelf;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Chooses artificial paths on the player page in a real browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PathLabInChromiumTest {
    private static final int PICTURES = 50;
    private static final long TICKS = 3600;
    /** So soon a viewer must see what becomes of a path, in the page's own time. */
    private static final double SOON_SECONDS = 2;
    /** A page whose own timer is later than that has a machine that is too busy for it. */
    private static final double PUNCTUAL_SECONDS = 0.5;

    private final Chromium chromium = Chromium.required();
    private final Path titles;
    private EdgeServer edge;

    /** The ladder is a copy of the swarm: what matters here is that the page plays both, each in its way. */
    PathLabInChromiumTest(@TempDir Path titles) throws IOException, InterruptedException {
        Demo demo = Demo.in(Path.of(System.getProperty("starling.root"), "app", "target", "browser-demo"));
        demo.make(
                List.of(Demo.Content.SWARM),
                Runtime.getRuntime().availableProcessors(),
                share -> {},
                content -> event -> {});
        for (String id : List.of("Starlings", "Starlings.ladder")) {
            copy(demo.packageOf(Demo.Content.SWARM), titles.resolve(id));
        }
        this.titles = titles;
        edge = startEdge(0);
    }

    private EdgeServer startEdge(int port) throws IOException {
        return EdgeServer.start(
                new FolderShelf(titles),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                EdgeSettings.DEFAULT.withPathLab(PathLab.ON),
                InstantSource.system(),
                new SecureRandom());
    }

    /** A server on whose requests the edge ends and another one starts at its port, which knows no session. */
    private HttpServer restarter() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            int port = edge.port();
            edge.close();
            edge = startEdge(port);
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    @AfterAll
    void stop() {
        edge.close();
    }

    @Test
    void aPathOf400KbitsIsInTheTimeLineAndInTheMixWithinTwoSecondsAndOutlivesTheEdge()
            throws IOException, InterruptedException {
        HttpServer restarter = restarter();
        try {
            // On a path of 2 Mbit/s nearly always a clip is on its way.
            JsonNode seen = chromium.chooseSlowPath(
                    Played.at(edge.port(), "/?title=Starlings&path=2000"),
                    Played.at(restarter.getAddress().getPort(), "/"));
            assertThat(seen.get("sizes")).as(seen.toString()).hasSize(2);
            for (JsonNode size : seen.get("sizes")) {
                double leastLate = StreamSupport.stream(size.get("tries").spliterator(), false)
                        .mapToDouble(it -> it.get("lateSeconds").asDouble())
                        .min()
                        .orElseThrow();
                // On a busy machine the page itself may be late: one of up to three tries must be in time.
                assertThat(size.get("tries"))
                        .as(seen.toString())
                        .anySatisfy(it -> assertThat(it.get("setSeconds").asDouble())
                                .isPositive()
                                .isLessThanOrEqualTo(limitSeconds(it, leastLate)))
                        .anySatisfy(it -> assertThat(it.get("planSeconds").asDouble())
                                .isPositive()
                                .isLessThanOrEqualTo(limitSeconds(it, leastLate)));
            }
            assertThat(seen.get("problem").asText()).as(seen.toString()).isEmpty();
            assertThat(seen.get("problems")).as(seen.toString()).isEmpty();
            JsonNode session = session(seen.get("session").asText());
            assertThat(session.path("path").path("bitsPerSecond").asDouble())
                    .as(session.toString())
                    .isEqualTo(400_000);
            assertThat(session.path("client").path("screenHeight").asInt())
                    .as(session.toString())
                    .isPositive();
        } finally {
            restarter.stop(0);
        }
    }

    /** Two seconds; if the page was late in all tries, the one in which it was least late has its lateness on top. */
    private static double limitSeconds(JsonNode attempt, double leastLateSeconds) {
        double lateSeconds = attempt.get("lateSeconds").asDouble();
        boolean isExcused = leastLateSeconds > PUNCTUAL_SECONDS && lateSeconds <= leastLateSeconds;
        return isExcused ? SOON_SECONDS + lateSeconds : SOON_SECONDS;
    }

    /** The explanation of a session by the edge that runs now. */
    private JsonNode session(String id) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(Played.at(edge.port(), "/api/sessions/" + id))
                    .build();
            return new ObjectMapper()
                    .readTree(client.send(request, BodyHandlers.ofString()).body());
        }
    }

    @Test
    void aFileThatIsUploadedOverABrokenPathBecomesATitleThatPlaysAndAWrongOneIsRefused(@TempDir Path folder)
            throws Exception {
        Path file = folder.resolve("Grey sky.mkv");
        try (MediaWriter writer = MediaWriter.lossless(file, new FrameSize(128, 96), new Ratio(25, 1))) {
            for (int i = 0; i < PICTURES; i++) {
                try (Frame frame = Frame.allocate(128, 96, Colour.BT601, i * TICKS, TICKS)) {
                    for (Plane plane : List.of(frame.luma(), frame.cb(), frame.cr())) {
                        for (int y = 0; y < plane.height(); y++) {
                            for (int x = 0; x < plane.width(); x++) {
                                byte sample = (byte) (90 + (x + 2 * i + y) % 80);
                                plane.samples().set(ValueLayout.JAVA_BYTE, y * plane.strideBytes() + x, sample);
                            }
                        }
                    }
                    writer.write(frame);
                }
            }
            writer.finish();
        }
        Path titles = Files.createDirectories(folder.resolve("titles"));
        Path wrong = Files.writeString(folder.resolve("notes.mp4"), "This is no video.\n".repeat(100));
        JsonNode seen = chromium.upload(serve(titles, folder.resolve("uploads")), file, wrong);
        assertThat(seen.get("broken").asInt()).as(seen.toString()).isEqualTo(1);
        assertThat(seen.get("failed").asText()).as(seen.toString()).startsWith("notes failed: ");
        assertThat(seen.get("goesOn").asBoolean()).as(seen.toString()).isTrue();
        assertThat(seen.get("job").asText()).as(seen.toString()).startsWith("Grey sky ready to play");
        assertThat(seen.get("poster").get("width").asInt()).as(seen.toString()).isEqualTo(128);
        assertThat(seen.get("poster").get("alt").asText()).isEqualTo("A picture of Grey sky");
        assertThat(seen.get("current").asText()).isEqualTo("true");
        assertThat(seen.get("unknown").asText())
                .isEqualTo("This edge has no title “none”. "
                        + "Choose another title below, or wait: it plays here once the edge has it.");
        assertThat(seen.get("problems")).as(seen.toString()).isEmpty();
    }

    /** Starts the command, which goes on until the process ends, and returns the URL that it prints. */
    private static URI serve(Path titles, Path uploads) throws InterruptedException {
        BlockingQueue<String> urls = new LinkedBlockingQueue<>();
        Writer out = new StringWriter() {
            @Override
            public void flush() {
                Matcher url = Pattern.compile("http://\\S+").matcher(toString());
                if (url.find()) {
                    urls.add(url.group());
                }
            }
        };
        Thread.ofVirtual()
                .start(() -> Starling.run(
                        new PrintWriter(out),
                        new PrintWriter(new StringWriter(), true),
                        "serve",
                        titles.toString(),
                        "--port",
                        "0",
                        "--upload-dir",
                        uploads.toString()));
        return URI.create(Objects.requireNonNull(urls.poll(20, TimeUnit.SECONDS), "the command did not start"));
    }

    @Test
    void thePageIsAccessibleFitsAPhoneIsSmallAndEachOfItsControlsWorks() throws IOException, InterruptedException {
        chromium.checkPage(Played.at(edge.port(), "/?title=Starlings&path=2000"));
    }

    @Test
    void aSwarmAndALadderPlaySideBySideWithTheirScoresAndGoRoundAsInALongerTitle()
            throws IOException, InterruptedException {
        JsonNode seen = chromium.compare(Played.at(edge.port(), "/?title=Starlings&path=2000"), 2);
        for (String side : List.of("starling", "ladder")) {
            JsonNode score = seen.get(side);
            assertThat(Double.parseDouble(score.get("Mean VMAF").asText()))
                    .as(seen.toString())
                    .isBetween(30.0, 100.0);
            assertThat(score.get("Quality of experience").asText())
                    .as(seen.toString())
                    .matches("-?[0-9.]+");
            assertThat(score.get("Start-up").asText()).as(seen.toString()).endsWith("s");
        }
        assertThat(seen.get("together").asBoolean()).as(seen.toString()).isTrue();
        // While the end of the title plays, the edge plans the first clip for a viewer who has the rest of it to play.
        JsonNode second = seen.get("second");
        assertThat(second.get("plays").asBoolean()).as(seen.toString()).isTrue();
        assertThat(second.get("toldSeconds").asDouble())
                .as(seen.toString())
                .isGreaterThan(1)
                .isCloseTo(second.get("bufferedSeconds").asDouble(), within(0.3));
        assertThat(seen.get("problems")).as(seen.toString()).isEmpty();
    }

    /** What the page counts, and the edge is told, is what the browser did: no picture for as long. */
    @Test
    void aPictureThatStandsStillIsAStallInTheScoreAndAtTheEdge() throws IOException, InterruptedException {
        JsonNode seen = chromium.freeze(Played.at(edge.port(), "/?title=Starlings&path=2000"));
        JsonNode frozen = seen.get("frozenSeconds");
        JsonNode told = seen.get("playback");
        assertThat(told.get("stalls").asInt()).as(seen.toString()).isPositive();
        assertThat(told.get("stallSeconds").asDouble())
                .as(seen.toString())
                .isGreaterThan(frozen.get("longest").asDouble() - 1)
                .isLessThan(frozen.get("total").asDouble() + 1);
        assertThat(told.get("startSeconds").asDouble()).as(seen.toString()).isPositive();
        assertThat(seen.get("stalls").asText())
                .as(seen.toString())
                .startsWith(told.get("stalls").asText());
        String why = "The picture stands still: the path carries [0-9]+ kbit/s, this clip needs .*; .* kB are here\\.";
        assertThat(seen.get("explained").asText()).as(seen.toString()).matches(why);
        assertThat(seen.get("logged"))
                .as(seen.toString())
                .anySatisfy(line -> assertThat(line.asText()).contains("The picture stands still: "))
                .anySatisfy(line -> assertThat(line.asText()).contains("The picture moves again, after "));
        assertThat(seen.get("problems")).as(seen.toString()).isEmpty();
    }
}
