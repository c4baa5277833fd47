package dev.starling.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starling.app.TextTable.Column;
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
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code starling assign}: which clusters the clips of a video belong to. */
@Command(
        name = "assign",
        description = "Looks at a video's clips and says to which clusters they belong, without encoding anything.",
        mixinStandardHelpOptions = true)
final class AssignCommand implements Callable<Integer> {
    private static final double TICKS_A_SECOND = 90_000;
    private static final int COLUMNS = 100;

    @Parameters(paramLabel = "VIDEO", description = "Any file with a video that FFmpeg can read.")
    private Path input;

    @Option(
            names = "--clusters",
            paramLabel = "FILE",
            description = "The clusters, as cluster makes them; otherwise those that come with Starling.")
    private Optional<Path> clusters = Optional.empty();

    @Mixin
    private JsonOption json;

    @Spec
    private CommandSpec spec;

    /** The result as JSON, documented in {@code docs/cli.md}. */
    record Result(String input, List<ClipResult> clips) {}

    record ClipResult(
            int index, double start, double seconds, List<AssignedResult> clusters, Map<String, Double> features) {}

    record AssignedResult(String cluster, Map<String, JsonNode> profile, double probability) {}

    @Override
    public Integer call() throws IOException {
        ClustersFile file = clusters.isPresent() ? ClusterCommand.read(clusters.get()) : ShippedClusters.read();
        List<ClipResult> clips = new ArrayList<>();
        try (ClipReader reader = new ClipReader(VideoReader.open(input, MediaLimits.DEFAULT, 1), ClipLengths.DEFAULT)) {
            for (Optional<SourceClip> next = reader.next(); next.isPresent(); next = reader.next()) {
                try (SourceClip clip = next.get()) {
                    clips.add(assigned(clip, file.band(new PictureSize(clip.width(), clip.height()))));
                }
            }
        }
        Result result = new Result(input.toString(), clips);
        json.print(spec.commandLine().getOut(), result, out -> print(out, result));
        return 0;
    }

    private static ClipResult assigned(SourceClip clip, SizeBand band) {
        ContentFeatures features = AnalyseTask.features(clip);
        Map<String, Double> named = new LinkedHashMap<>();
        for (ContentFeature feature : ContentFeature.values()) {
            named.put(feature.key(), features.of(feature));
        }
        return new ClipResult(
                clip.index(),
                clip.start() / TICKS_A_SECOND,
                (clip.end() - clip.start()) / TICKS_A_SECOND,
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
        table.print(out, COLUMNS);
        out.println();
        first.clusters().forEach(it -> out.println(it.cluster() + "  " + it.profile()));
    }
}
