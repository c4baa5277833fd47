package dev.starling.app.lab;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.starling.app.command.CommandFiles;
import dev.starling.app.command.ResultCommand;
import dev.starling.app.terminal.TextTable;
import dev.starling.app.terminal.TextTable.Column;
import dev.starling.lab.delivery.DeliverySimulator;
import dev.starling.lab.delivery.DeliverySimulator.Moves;
import dev.starling.lab.delivery.Link;
import dev.starling.lab.delivery.StockPlayer;
import dev.starling.lab.evaluate.PolicyName;
import dev.starling.lab.evaluate.Replay;
import dev.starling.lab.evaluate.SteeringName;
import dev.starling.lab.qoe.Qoe;
import dev.starling.lab.reference.Playback;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.trace.TraceReader;
import dev.starling.lab.video.ChunkedVideo;
import dev.starling.swarm.steer.CapabilityVector;
import dev.starling.swarm.steer.StaticPolicy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code starling lab replay}: tells one session clip by clip. */
@Command(
        name = "replay",
        description = {
            "Plays a video over one network trace with one policy, and prints the session clip by clip: times,",
            "path, buffer, what was sent, moves and stalls."
        })
public final class LabReplayCommand extends ResultCommand {
    private static final int TABLE_COLUMNS = 140;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            required = true,
            showDefaultValue = Visibility.NEVER,
            description = "Trace file.")
    private Path trace;

    @Option(
            names = "--with",
            paramLabel = "NAME",
            required = true,
            showDefaultValue = Visibility.NEVER,
            description = "Policy: one of those of lab evaluate.")
    private String with;

    @Mixin
    private LabVideo video;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description = "Also draw the session over time: FILE.svg or FILE.html.")
    private @Nullable Path output;

    /** The result as JSON, documented in {@code docs/cli.md}. */
    record Result(String video, String trace, String policy, double qoeV, List<ClipResult> clips) {}

    /** A clip or chunk. */
    record ClipResult(
            TimesResult times, PathResult path, String sent, double vmaf, double bytes, List<EventResult> events) {
        static ClipResult of(Replay.Entry clip) {
            return new ClipResult(
                    new TimesResult(
                            clip.times().request(),
                            clip.times().arrival(),
                            clip.playback().buffered(),
                            clip.playback().stall()),
                    PathResult.of(clip.path()),
                    clip.sent(),
                    clip.vmaf(),
                    clip.bytes(),
                    clip.events().stream()
                            .map(it -> new EventResult(it.seconds(), kind(it), it.what()))
                            .toList());
        }
    }

    /** Times of a clip. */
    record TimesResult(double requestSeconds, double arrivalSeconds, double bufferSeconds, double stallSeconds) {}

    /** The path under a clip; without {@code estimateBitsPerSecond} if the policy has no estimate. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PathResult(double bitsPerSecond, @Nullable Double estimateBitsPerSecond) {
        static PathResult of(Replay.Path path) {
            OptionalDouble estimate = path.estimate();
            return new PathResult(path.capacity(), estimate.isPresent() ? (Double) estimate.getAsDouble() : null);
        }
    }

    /** A down-move or an abandoned request. */
    record EventResult(double seconds, String kind, String what) {}

    private static String kind(Replay.Event event) {
        return switch (event.kind()) {
            case DOWN_MOVE -> "downMove";
            case ABANDONED -> "abandoned";
        };
    }

    @Override
    protected Outcome run() throws IOException {
        video.check(spec().commandLine());
        Optional<FigureFile> format = FigureFile.of(output, spec().commandLine());
        CommandFiles.requireExisting(trace);
        BandwidthTrace path = TraceReader.read(trace);
        Replay replay = video.isPackage() ? ofPackage(path) : ofTables(path);
        if (output != null && format.isPresent()) {
            format.get().write(output, TimeLine.of(replay, path, with + " over " + trace.getFileName()));
        }
        Result result = new Result(
                video.path().toString(),
                trace.toString(),
                with,
                replay.qoeV(),
                replay.clips().stream().map(ClipResult::of).toList());
        return Outcome.ok(result, out -> print(out, replay));
    }

    private Replay ofTables(BandwidthTrace path) throws IOException {
        PolicyName policy = LabVideo.named(PolicyName.all(video.model()), List.of(with), "tables", spec().commandLine())
                .getFirst();
        ChunkedVideo chunks = video.chunks(spec().commandLine());
        Playback playback = policy.session().play(video.player(chunks), chunks, path);
        return Replay.of(playback, playback.meanQoe(Qoe.COMYCO_V), path);
    }

    private Replay ofPackage(BandwidthTrace path) throws IOException {
        SteeringName policy = LabVideo.named(
                        SteeringName.all(video.model()), List.of(with), "packages", spec().commandLine())
                .getFirst();
        DeliverySimulator simulator = new DeliverySimulator(
                Link.DEFAULT,
                StockPlayer.DEFAULT,
                new StaticPolicy(video.settings()),
                CapabilityVector.UNKNOWN,
                Moves.ALLOWED);
        return Replay.of(
                policy.session()
                        .play(simulator, video.title().repeated(video.repeat()), path)
                        .session(),
                path);
    }

    private static void print(PrintWriter out, Replay replay) {
        TextTable table = new TextTable(List.of(
                new Column("clip", 0),
                new Column("request s", 0),
                new Column("arrival s", 0),
                new Column("buffer s", 0),
                new Column("path Mbit/s", 0),
                new Column("estimate", 1),
                new Column("VMAF", 0),
                new Column("stall s", 0),
                new Column("sent", 0),
                new Column("in flight", 2)));
        for (int i = 0; i < replay.clips().size(); i++) {
            Replay.Entry clip = replay.clips().get(i);
            table.row(
                    Integer.toString(i),
                    number(clip.times().request()),
                    number(clip.times().arrival()),
                    number(clip.playback().buffered()),
                    number(clip.path().capacity() / 1e6),
                    clip.path().estimate().isPresent()
                            ? number(clip.path().estimate().getAsDouble() / 1e6)
                            : "–",
                    number(clip.vmaf()),
                    number(clip.playback().stall()),
                    clip.sent(),
                    clip.events().stream().map(LabReplayCommand::event).collect(Collectors.joining(", ")));
        }
        table.print(out, TABLE_COLUMNS);
        out.printf(Locale.ROOT, "%nQoE_v %.2f%n", replay.qoeV());
    }

    private static String event(Replay.Event event) {
        String what = switch (event.kind()) {
            case DOWN_MOVE -> "down to ";
            case ABANDONED -> "abandoned ";
        };
        return what + event.what() + " at " + number(event.seconds());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
