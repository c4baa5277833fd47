package dev.starling.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starling.edge.catalog.Catalog;
import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.media.clip.ClipLengths;
import dev.starling.media.clip.ClipReader;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.decoding.MediaLimits;
import dev.starling.media.decoding.VideoReader;
import dev.starling.quality.VmafModel;
import dev.starling.swarm.steer.BlendLevel;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ClusterId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Plays a title with hls.js in Chromium over emulated access links of steady rates, with one blend level allowed at a
 * time beside whole members, and measures the segments that the player received. Prints one JSON object a clip and one
 * a session; docs/results/levels.md explains the figures.
 *
 * <pre>
 *   java … dev.starling.benchmarks.DeliveredLevels WORK VIDEO PACKAGE [OPTION]…
 * </pre>
 *
 * <p>Runs as root in the root of the repository. Sessions are kept in the folder {@code WORK}; the same command
 * resumes. Options: {@code --emulator PROGRAM} (default {@code link-emulator}), {@code --levels LEVEL,…} (default all,
 * one after the other), {@code --megabits N,…} of the links (default {@code 0.3,0.6,1.2,2.4}), {@code --starling
 * SCRIPT} (default {@code ./starling}).
 */
public final class DeliveredLevels {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int EDGE_PORT = 18_084;
    private static final double ROUND_TRIP_SECONDS = 0.08;

    private final BenchmarkArguments arguments;
    private final Path work;
    private final PublishedTitle published;
    /** The links so far. */
    private int links;

    private DeliveredLevels(BenchmarkArguments arguments) throws IOException {
        this.arguments = arguments;
        this.work = Files.createDirectories(arguments.paths().getFirst()).toAbsolutePath();
        this.published = new Catalog(packages()).titles().getFirst();
    }

    /** Plays what has not been played yet, and measures. */
    public static void main(String[] args) throws IOException, InterruptedException {
        new DeliveredLevels(BenchmarkArguments.of("DeliveredLevels WORK VIDEO PACKAGE [OPTION]…", 3, args)).run();
    }

    /** A level that is allowed beside whole members, and the rate of a link. */
    private record Setting(BlendLevel level, String megabits) {
        @Override
        public String toString() {
            return level + "-" + megabits;
        }
    }

    private Path packages() {
        return arguments.paths().get(2);
    }

    private List<Setting> settings() {
        List<String> levels = names("levels", "gop,frame,slice,coefficient");
        List<String> rates = names("megabits", "0.3,0.6,1.2,2.4");
        return levels.stream()
                .map(name -> Arrays.stream(BlendLevel.values())
                        .filter(it -> it.toString().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("no level is called " + name)))
                .flatMap(level -> rates.stream().map(rate -> new Setting(level, rate)))
                .toList();
    }

    private List<String> names(String option, String otherwise) {
        return List.of(arguments.option(option, otherwise).split(",", -1));
    }

    private void run() throws IOException, InterruptedException {
        for (Setting setting : settings()) {
            if (!Files.exists(session(setting))) {
                play(setting);
            }
        }
        List<Session> sessions = new ArrayList<>();
        for (Setting setting : settings()) {
            sessions.add(new Session(setting, JSON.readTree(session(setting).toFile())));
        }
        measure(sessions);
    }

    private Path session(Setting setting) {
        return work.resolve(setting + ".json");
    }

    private Path media(Setting setting) {
        return work.resolve(setting + ".media");
    }

    private void play(Setting setting) throws IOException, InterruptedException {
        EmulatedLink link = new EmulatedLink(
                Path.of(arguments.option("emulator", "link-emulator")).toAbsolutePath(), ++links);
        List<String> options =
                List.of("--host", "0.0.0.0", "--levels", setting.level().toString());
        Path edgeLog = work.resolve(setting + ".edge.log");
        try (EdgeProcess edge = EdgeProcess.start(
                arguments.option("starling", "./starling"), packages(), EDGE_PORT, options, edgeLog)) {
            String manifest = "http://" + link.address() + ":" + EDGE_PORT + "/titles/"
                    + packages().toAbsolutePath().normalize().getFileName() + "/server.m3u8";
            double seconds = published.title().clips().stream()
                    .mapToDouble(Clip::seconds)
                    .sum();
            List<String> command = BrowserSession.command("hls.js", manifest, seconds, Optional.of(media(setting)));
            Process player = link.start(
                    Double.parseDouble(setting.megabits()) * 1e6,
                    ROUND_TRIP_SECONDS,
                    work.resolve("rate.txt"),
                    command,
                    work.resolve(setting + ".log"));
            try {
                String output = new String(player.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (player.waitFor() != 0) {
                    throw new IOException("playback failed, see " + work.resolve(setting + ".log"));
                }
                ObjectNode session = BrowserSession.read(output, Optional.of(edge));
                JSON.writeValue(session(setting).toFile(), session);
            } finally {
                player.descendants().forEach(ProcessHandle::destroyForcibly);
                player.destroyForcibly();
            }
        }
        System.err.println(setting + ": played");
    }

    private void measure(List<Session> sessions) throws IOException {
        SegmentQuality quality = new SegmentQuality(published, VmafModel.starlingFit());
        try (ClipReader reader = new ClipReader(
                VideoReader.open(arguments.paths().get(1), MediaLimits.DEFAULT, 1), ClipLengths.DEFAULT)) {
            for (Optional<SourceClip> next = reader.next(); next.isPresent(); next = reader.next()) {
                try (SourceClip source = next.get()) {
                    Clip clip = published.title().clips().get(source.index());
                    for (Session session : sessions) {
                        ObjectNode figures = session.figures(clip, source, quality);
                        System.out.println(JSON.writeValueAsString(figures));
                    }
                }
            }
        }
        for (Session session : sessions) {
            System.out.println(JSON.writeValueAsString(session.figures()));
        }
    }

    /** A session that was played. */
    private final class Session {
        private final Setting setting;
        private final JsonNode seen;
        private final JsonNode explained;
        private final List<Double> received = new ArrayList<>();
        private long budgetBytes;
        private long sentBytes;

        Session(Setting setting, JsonNode session) {
            this.setting = setting;
            this.seen = session.path("seen");
            this.explained = session.path("explained");
        }

        /** The figures of a clip; clips come in order. */
        ObjectNode figures(Clip clip, SourceClip source, SegmentQuality quality) throws IOException {
            JsonNode report = report(clip);
            byte[] segment = Files.readAllBytes(media(setting).resolve("swarm-" + clip.index() + ".m4s"));
            ClusterId like =
                    new ClusterId(report.path("plan").path(0).path("member").asText());
            double vmaf = quality.vmaf(source, clip, like, segment);
            received.add(vmaf);
            budgetBytes += report.path("budgetBytes").asLong();
            sentBytes += report.path("actual").path("bytes").asLong();
            ObjectNode figures = named().put("clip", clip.index())
                    .put("planned", report.path("level").asText())
                    .put("moves", report.path("downMoves").size())
                    .put("budget", report.path("budgetBytes").asLong())
                    .put("sent", report.path("actual").path("bytes").asLong())
                    .put("vmafPredicted", vmaf(report.path("predicted")))
                    .put("vmafTold", vmaf(report.path("actual")))
                    .put("vmaf", rounded(vmaf))
                    .put(
                            "requantisingSeconds",
                            rounded(report.path("requantisingSeconds").asDouble()));
            figures.putArray("delivered")
                    .addAll(report.findValue("delivered").findValues("level").stream()
                            .distinct()
                            .toList());
            return figures;
        }

        /** The figures of the whole session. */
        ObjectNode figures() {
            PlayedSession played = PlayedSession.of(seen, ".m4s", received);
            return named().put("clips", received.size())
                    .put("sentShareOfBudget", rounded((double) sentBytes / budgetBytes))
                    .put("vmaf", rounded(played.meanVmaf()))
                    .put("startUpSeconds", rounded(played.startUpSeconds()))
                    .put("stallSeconds", rounded(played.stallSeconds()));
        }

        private ObjectNode named() {
            return JSON.createObjectNode()
                    .put("level", setting.level().toString())
                    .put("megabits", Double.parseDouble(setting.megabits()));
        }

        /** What the edge says of the last delivery of a clip that came to its end. */
        private JsonNode report(Clip clip) {
            JsonNode last = null;
            for (JsonNode report : explained.path("clips")) {
                if (report.path("clip").asInt() == clip.index()
                        && report.path("state").asText().equals("sent")) {
                    last = report;
                }
            }
            if (last == null) {
                throw new IllegalStateException(setting + ": clip " + clip.index() + " was not sent");
            }
            return last;
        }

        private double vmaf(JsonNode outcome) {
            return rounded(outcome.path("quality").path("vmaf").asDouble());
        }

        private static double rounded(double value) {
            return Math.round(value * 1000) / 1000.0;
        }
    }
}
