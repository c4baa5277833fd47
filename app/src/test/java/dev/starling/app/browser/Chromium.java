package dev.starling.app.browser;

import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Debian's Chromium, driven by the scripts of {@code web/browser} in Node. */
final class Chromium {
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    /** After this time, even on a busy machine, a title has stopped playing. */
    private static final int TIMEOUT_SECONDS = 90;

    private final Path executable;
    private final Path web;

    private Chromium(Path executable, Path web) {
        this.executable = executable;
        this.web = web;
    }

    /**
     * What the browser saw while it played a title.
     *
     * @param ended whether playback reached the end
     * @param time last playback position, in seconds
     * @param announcedDuration duration in the manifest, in seconds
     * @param duration duration in the player, in seconds
     * @param framesDecoded pictures decoded, shown or not
     * @param framesDropped decoded pictures that were too late to be shown
     * @param framesShown pictures shown according to {@code requestVideoFrameCallback}, which may miss some
     * @param audioBytes bytes of audio decoded
     * @param sizes picture sizes, in the order of their first appearance
     * @param stalls unintended stops of playback
     * @param errors errors of the video element and of the stock player
     * @param problem error message that the player page shows at the end
     * @param problems all error messages that it showed
     * @param status what it says of the mix at the end
     * @param pageMediaErrors media errors of hls.js, fatal or not
     * @param pageStarvations stops for want of data, as the player page counts them
     * @param session the session that the player page opened; empty without that page
     * @param failed HTTP responses with status 400 and above
     * @param console errors and warnings in the browser's console
     * @param output the script's whole output, shown when a test fails
     */
    record Seen(
            boolean ended,
            double time,
            double announcedDuration,
            double duration,
            int framesDecoded,
            int framesDropped,
            int framesShown,
            long audioBytes,
            List<String> sizes,
            List<Stall> stalls,
            List<String> errors,
            String problem,
            List<String> problems,
            String status,
            int pageMediaErrors,
            int pageStarvations,
            String session,
            List<String> failed,
            List<String> console,
            String output) {}

    /**
     * An unintended stop of playback.
     *
     * @param time position, in seconds
     * @param bufferedSeconds media buffered ahead of the position; much if the decoder did not keep up
     * @param leftSeconds time left until the end of the title
     */
    record Stall(double time, double bufferedSeconds, double leftSeconds) {
        boolean forWantOfData() {
            return bufferedSeconds < 0.5 && leftSeconds - bufferedSeconds > 0.5;
        }
    }

    /**
     * A title to play.
     *
     * @param player hls.js, dash.js or shaka; empty for the player page
     * @param url a manifest, or the player page with a title
     * @param bufferSeconds what the player keeps buffered; empty for what it does by itself
     */
    record Play(Optional<String> player, String url, OptionalInt bufferSeconds) {
        /** In a library as it is in npm. */
        static Play of(String player, URI manifest, OptionalInt bufferSeconds) {
            return new Play(Optional.of(player), manifest.toString(), bufferSeconds);
        }

        /** On the player page. */
        static Play onPage(URI page) {
            return new Play(Optional.empty(), page.toString(), OptionalInt.empty());
        }

        private Map<String, Object> asked() {
            Map<String, Object> asked = new TreeMap<>(Map.of("url", url));
            player.ifPresent(it -> asked.put("player", it));
            bufferSeconds.ifPresent(it -> asked.put("bufferSeconds", it));
            return asked;
        }
    }

    /**
     * What the browser saw of a title that it played to its end.
     *
     * @param ended whether playback reached the end
     * @param time last playback position, in seconds
     * @param duration duration in the player, in seconds
     * @param rate speed of playback at the end
     * @param waits where playback waited
     * @param buffered what was buffered at the end: starts and ends, in seconds
     * @param errors errors of the video element and of the stock player
     * @param problem error message that the player page shows at the end
     * @param failed HTTP responses with status 400 and above
     * @param console errors in the browser's console
     * @param log the last lines of the console, and responses
     */
    record End(
            boolean ended,
            double time,
            double duration,
            double rate,
            List<Wait> waits,
            List<List<Double>> buffered,
            List<String> errors,
            String problem,
            List<String> failed,
            List<String> console,
            List<String> log) {
        /**
         * @param time position, in seconds
         * @param left media buffered ahead of it, in seconds
         */
        record Wait(double time, double left) {}
    }

    /** The browser. Without one, the test fails on CI and is skipped elsewhere. */
    static Chromium required() {
        Path web = Path.of(System.getProperty("starling.root"), "web");
        Optional<Path> executable = onPath("chromium");
        if (executable.isEmpty() || onPath("node").isEmpty()) {
            missing("needs chromium and node on the PATH (Debian: apt-get install chromium nodejs)");
        }
        if (!Files.isDirectory(web.resolve("node_modules/playwright-core"))) {
            missing("needs web/node_modules, which building module web installs");
        }
        return new Chromium(executable.orElseThrow(), web);
    }

    private static void missing(String what) {
        if ("true".equals(System.getenv("CI"))) {
            fail("The browser test " + what);
        }
        Assumptions.abort("The browser test " + what);
    }

    private static Optional<Path> onPath(String name) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Plays a title on the player page, with hls.js. */
    Seen playPage(URI page) throws IOException, InterruptedException {
        return play(Map.of("url", page.toString()));
    }

    /** Plays a DASH manifest with dash.js. */
    Seen playDash(URI manifest) throws IOException, InterruptedException {
        return play(Map.of("url", manifest.toString(), "player", "dash.js"));
    }

    /** Plays an HLS or DASH manifest with Shaka Player. */
    Seen playShaka(URI manifest) throws IOException, InterruptedException {
        return play(Map.of("url", manifest.toString(), "player", "shaka"));
    }

    /**
     * Plays a title with stock players side by side, which report events.
     *
     * @return what {@code web/browser/events.mjs} prints
     */
    JsonNode playWithEvents(String edge, String title, List<String> players) throws IOException, InterruptedException {
        return JSON.readTree(run("browser/events.mjs", Map.of("edge", edge, "title", title, "players", players)));
    }

    /**
     * Opens the player page, chooses a path of 400 kbit/s, and lets the edge start anew.
     *
     * @param restart a request to it starts the edge anew
     * @return what {@code web/browser/lab.mjs} prints
     */
    JsonNode chooseSlowPath(URI page, URI restart) throws IOException, InterruptedException {
        return JSON.readTree(run("browser/lab.mjs", Map.of("url", page.toString(), "restart", restart.toString())));
    }

    /**
     * Opens the player page and plays a title beside its plain ladder, until its first clip is requested once more.
     *
     * @return what {@code web/browser/duel.mjs} prints
     */
    JsonNode compare(URI page, int playSeconds) throws IOException, InterruptedException {
        return JSON.readTree(
                run("browser/duel.mjs", Map.of("url", page.toString(), "playSeconds", playSeconds, "again", true)));
    }

    /**
     * Opens the player page, lets the path carry next to nothing until the picture has stood still for a while, and
     * goes on.
     *
     * @return what {@code web/browser/freeze.mjs} prints
     */
    JsonNode freeze(URI page) throws IOException, InterruptedException {
        return JSON.readTree(run("browser/freeze.mjs", Map.of("url", page.toString())));
    }

    /**
     * Uploads a file on the player page, and plays it once it is encoded; uploads one that is no video as well.
     *
     * @return what {@code web/browser/upload.mjs} prints
     */
    JsonNode upload(URI page, Path file, Path wrong) throws IOException, InterruptedException {
        return JSON.readTree(run(
                "browser/upload.mjs",
                Map.of("url", page.toString(), "file", file.toString(), "wrong", wrong.toString())));
    }

    /**
     * Checks the player page with axe-core and uses its controls, at two sizes and in both colour schemes; fails with
     * what it finds.
     */
    void checkPage(URI page) throws IOException, InterruptedException {
        run("browser/page.mjs", Map.of("url", page.toString()));
    }

    /**
     * Opens the dashboard with its token and checks it with axe-core, at two sizes and in both colour schemes; fails
     * with what it finds. At the end it uses the path until that breaks, and waits until it is mended.
     *
     * @return what {@code web/browser/dashboard.mjs} prints
     */
    JsonNode watchDashboard(URI page, String token) throws IOException, InterruptedException {
        return JSON.readTree(run(
                "browser/dashboard.mjs",
                Map.of("url", page.toString(), "token", token, "watchSeconds", 1, "outage", true)));
    }

    /** Plays titles from start to end, several at the same time. The ends are in the order of the plays. */
    List<End> playToTheEnd(List<Play> plays, double rate) throws IOException, InterruptedException {
        List<Map<String, Object>> asked = plays.stream().map(Play::asked).toList();
        String out = run("browser/ends.mjs", Map.of("plays", asked, "rate", rate));
        return List.of(JSON.readValue(out, End[].class));
    }

    private Seen play(Map<String, String> what) throws IOException, InterruptedException {
        return seen(run("browser/play.mjs", what));
    }

    /** Runs a script of module {@code web} and returns what it prints. */
    private String run(String script, Map<String, ?> what) throws IOException, InterruptedException {
        ObjectNode asked = JSON.valueToTree(what);
        asked.put("chromium", executable.toString()).put("timeoutSeconds", TIMEOUT_SECONDS);
        Path log = Files.createTempFile("starling-browser", ".log");
        try {
            Process process = new ProcessBuilder("node", script, JSON.writeValueAsString(asked))
                    .directory(web.toFile())
                    .redirectError(log.toFile())
                    .start();
            try {
                String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (!process.waitFor(2L * TIMEOUT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                    fail("web/" + script + " failed:\n" + out + Files.readString(log));
                }
                return out;
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } finally {
            Files.deleteIfExists(log);
        }
    }

    private static Seen seen(String out) throws IOException {
        ObjectNode seen = JSON.readValue(out, ObjectNode.class);
        String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(seen);
        return JSON.treeToValue(seen.put("output", text), Seen.class);
    }
}
