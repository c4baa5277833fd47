package dev.starling.app.training;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starling.app.command.ResultCommand;
import dev.starling.app.terminal.TextTable;
import dev.starling.app.terminal.TextTable.Column;
import dev.starling.farm.ShippedClusters;
import dev.starling.farm.task.AnalyseTask;
import dev.starling.media.clip.ClipLengths;
import dev.starling.media.clip.ClipReader;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.decoding.MediaLimits;
import dev.starling.media.decoding.VideoReader;
import dev.starling.swarm.breed.cluster.ClustersFile;
import dev.starling.swarm.breed.cluster.ContentFeature;
import dev.starling.swarm.breed.cluster.ContentFeatures;
import dev.starling.swarm.breed.cluster.SizeBand;
import dev.starling.swarm.profile.PictureSize;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code starling assign}: assigns the clips of a video to clusters. */
@Command(name = "assign", description = "Assigns the clips of a video to clusters, without encoding anything.")
public final class AssignCommand extends ResultCommand {
    private static final double TICKS_PER_SECOND = 90_000;
    private static final int TABLE_COLUMNS = 100;

    @Parameters(paramLabel = "VIDEO", description = "Video file in any format that FFmpeg reads.")
    private Path input;

    @Option(
            names = "--clusters",
            paramLabel = "FILE",
            description = {
                "Clusters file that `starling cluster` wrote.",
                "  Default: the clusters that come with Starling"
            })
    private Optional<Path> clusters;

    /** The result as JSON, documented in {@code docs/cli.md}. */
    record Result(String input, List<ClipResult> clips) {}

    record ClipResult(
            int index, double start, double seconds, List<AssignedResult> clusters, Map<String, Double> features) {}

    record AssignedResult(String cluster, Map<String, JsonNode> profile, double probability) {}

    @Override
    protected Outcome run() throws IOException {
        ClustersFile file = clusters.isPresent() ? TrainingFiles.clusters(clusters.get()) : ShippedClusters.read();
        List<ClipResult> clips = new ArrayList<>();
        try (ClipReader reader = new ClipReader(VideoReader.open(input, MediaLimits.DEFAULT, 1), ClipLengths.DEFAULT)) {
            for (Optional<SourceClip> next = reader.next(); next.isPresent(); next = reader.next()) {
                try (SourceClip clip = next.get()) {
                    clips.add(assigned(clip, file.band(new PictureSize(clip.width(), clip.height()))));
                }
            }
        }
        Result result = new Result(input.toString(), clips);
        return Outcome.ok(result, out -> print(out, result));
    }

    private static ClipResult assigned(SourceClip clip, SizeBand band) {
        ContentFeatures features = AnalyseTask.features(clip);
        Map<String, Double> named = new LinkedHashMap<>();
        for (ContentFeature feature : ContentFeature.values()) {
            named.put(feature.key(), features.of(feature));
        }
        return new ClipResult(
                clip.index(),
                clip.start() / TICKS_PER_SECOND,
                (clip.end() - clip.start()) / TICKS_PER_SECOND,
                band.assign(features).stream()
                        .map(it -> new AssignedResult(
                                it.family().id().value(), it.family().genes().byName(), it.probability()))
                        .toList(),
                named);
    }

    private static void print(PrintWriter out, Result result) {
        List<Column> columns = new ArrayList<>(List.of(new Column("clip", 0), new Column("start", 1)));
        ClipResult first = result.clips().getFirst();
        first.clusters().forEach(it -> columns.add(new Column(it.cluster(), 0)));
        TextTable table = new TextTable(columns);
        for (ClipResult clip : result.clips()) {
            List<String> cells = new ArrayList<>(
                    List.of(Integer.toString(clip.index()), String.format(Locale.ROOT, "%.2f", clip.start())));
            clip.clusters().forEach(it -> cells.add(String.format(Locale.ROOT, "%.3f", it.probability())));
            table.row(cells.toArray(String[]::new));
        }
        table.print(out, TABLE_COLUMNS);
        out.println();
        first.clusters().forEach(it -> out.println(it.cluster() + "  " + it.profile()));
    }
}
