package dev.starling.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starling.app.TextTable.Column;
import dev.starling.farm.TrainingFarm;
import dev.starling.swarm.breed.cluster.ClusterTraining;
import dev.starling.swarm.breed.cluster.ClusterTraining.LeftOut;
import dev.starling.swarm.breed.cluster.Clustering;
import dev.starling.swarm.breed.cluster.Clustering.Assignment;
import dev.starling.swarm.breed.cluster.ClustersFile;
import dev.starling.swarm.breed.cluster.ElectedFamily;
import dev.starling.swarm.breed.cluster.SizeBand;
import dev.starling.swarm.breed.evolve.Generation;
import dev.starling.swarm.breed.evolve.Individual;
import dev.starling.swarm.breed.evolve.Niche;
import dev.starling.swarm.breed.evolve.Population;
import dev.starling.swarm.breed.genome.Genome;
import dev.starling.swarm.profile.Codec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code starling cluster}: finds the few profiles that serve many clips, and trains what tells them apart. */
@Command(
        name = "cluster",
        description = {
            "Clusters clips by the profiles that suit them, and trains the classifier that assigns other clips.",
            "What evolve measured with the same clips, size and store is not measured again."
        },
        mixinStandardHelpOptions = true)
final class ClusterCommand implements Callable<Integer> {
    /** Larger than any picture that is accepted. */
    private static final int ALL_LINES = 8192;

    @Parameters(paramLabel = "CLIPS", arity = "1..*", description = "Any files with a video that FFmpeg can read.")
    private List<Path> inputs;

    @Option(
            names = "--profiles",
            paramLabel = "FILE",
            required = true,
            description = "The profiles to choose from, as evolve makes them.")
    private Path profiles;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "The clusters. If the file is there, its other bands stay.")
    private Path output;

    @Option(
            names = "--band",
            paramLabel = "LINES",
            description = "The clusters are for pictures up to this height, above the band before; otherwise for all.")
    private int band = ALL_LINES;

    @Option(
            names = "--cost",
            paramLabel = "PRESET",
            defaultValue = "medium",
            description = "Only profiles that encode about as fast as this preset of libx264: medium or slow"
                    + " (default: ${DEFAULT-VALUE}).")
    private String cost;

    @Option(
            names = "--codec",
            paramLabel = "CODEC",
            defaultValue = "h264",
            converter = CodecConverter.class,
            description = "Only profiles of this codec: h264, hevc or av1 (default: ${DEFAULT-VALUE}).")
    private Codec codec;

    @Option(names = "--clusters", paramLabel = "N", description = "Start from so many clusters; fewer may be left.")
    private int clusters = Clustering.Settings.USUAL.families();

    @Option(
            names = "--temperature",
            paramLabel = "POINTS",
            description = "The loss, in points of quality, at which a cluster's weight falls to 1/e.")
    private double temperature = Clustering.Settings.USUAL.temperature();

    @Option(names = "--hard", description = "Assign every clip to one cluster alone, for comparison.")
    private boolean hard;

    @Mixin
    private TrainingOptions training;

    @Mixin
    private JsonOption json;

    @Spec
    private CommandSpec spec;

    /**
     * The result as JSON, documented in {@code docs/cli.md}.
     *
     * @param families how many satisfied the constraints
     * @param rounds of clustering, the first before any re-election
     * @param regret mean over the clips of what the classifier costs when it has not seen the clip, in points of
     *     quality
     */
    record Result(
            String output,
            int families,
            List<Clustering.Round> rounds,
            double regret,
            List<ClusterResult> clusters,
            List<ClipResult> clips) {}

    record ClusterResult(String id, double share, Map<String, JsonNode> genes) {}

    /**
     * A clip, under clusters that were made without it.
     *
     * @param distance of the most probable cluster from the clip's own optimum, in points of quality
     */
    record ClipResult(String name, double distance, double regret) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (clusters < 1 || !(temperature > 0) || band < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--clusters and --band must be at least 1, --temperature above 0");
        }
        PrintWriter err = spec.commandLine().getErr();
        Population population = ofCodec(EvolveCommand.read(profiles));
        List<SizeBand> otherBands = otherBands();
        CommandFiles.requireWritable(output);
        try (var _ = StopNotice.ofResumableWork(err);
                MeasuredProfiles measured = MeasuredProfiles.measure(
                        population, training.request(inputs, output), err, InstantSource.system())) {
            TrainingFarm farm = measured.farm();
            Generation generation = measured.generation();
            Niche niche = niche(generation);
            List<Individual> families =
                    generation.individuals().stream().filter(niche::admits).toList();
            ClusterTraining.Result trained = train(farm, families);
            List<SizeBand> bands = new ArrayList<>(otherBands);
            bands.add(trained.band());
            bands.sort(Comparator.comparingInt(SizeBand::maxLines));
            CommandFiles.write(
                    output, ClustersFile.of(farm.encoder(), command(), bands).write());
            Result result = result(families.size(), trained, farm.clipNames());
            json.print(spec.commandLine().getOut(), result, out -> print(out, result));
        }
        return 0;
    }

    private Population ofCodec(Population population) {
        if (!population.codecs().contains(codec)) {
            throw new CommandException(profiles + ": has no profiles of " + Genome.name(codec));
        }
        return population.ofCodec(codec);
    }

    private List<SizeBand> otherBands() throws IOException {
        if (!Files.exists(output)) {
            return List.of();
        }
        List<SizeBand> others = read(output).bands().stream()
                .filter(it -> it.maxLines() != band)
                .toList();
        if (!others.stream().allMatch(it -> it.codec() == codec)) {
            throw new CommandException(output + ": its other bands are of another codec than " + Genome.name(codec)
                    + "; write to another file");
        }
        return others;
    }

    /** Reads a file of clusters. */
    static ClustersFile read(Path file) throws IOException {
        try {
            return ClustersFile.read(CommandFiles.read(file));
        } catch (IllegalArgumentException e) {
            throw new CommandException(file + ": " + e.getMessage());
        }
    }

    private Niche niche(Generation generation) {
        return generation.niches().stream()
                .filter(it -> it.preset().toString().equals(cost))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "--cost knows "
                                + generation.niches().stream()
                                        .map(it -> it.preset().toString())
                                        .collect(Collectors.joining(", "))
                                + ": " + cost));
    }

    private ClusterTraining.Result train(TrainingFarm farm, List<Individual> families) {
        Clustering.Settings settings = Clustering.Settings.USUAL
                .withFamilies(clusters)
                .withTemperature(temperature)
                .withAssignment(hard ? Assignment.HARD : Assignment.SOFT);
        try {
            return ClusterTraining.train(farm.examples(), families, band, settings, training.seed());
        } catch (IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
    }

    /** What made the file, without the folders of this machine. */
    private String command() {
        return "starling "
                + spec.commandLine().getParseResult().originalArgs().stream()
                        .map(it ->
                                it.startsWith("/") ? String.valueOf(Path.of(it).getFileName()) : it)
                        .collect(Collectors.joining(" "));
    }

    private Result result(int families, ClusterTraining.Result trained, List<String> names) {
        return new Result(
                output.toString(),
                families,
                trained.outcome().rounds(),
                trained.leftOut().stream()
                        .mapToDouble(LeftOut::regret)
                        .average()
                        .orElseThrow(),
                trained.band().families().stream().map(ClusterCommand::cluster).toList(),
                IntStream.range(0, names.size())
                        .mapToObj(i -> clip(names.get(i), trained.leftOut().get(i)))
                        .toList());
    }

    private static ClusterResult cluster(ElectedFamily family) {
        return new ClusterResult(
                family.id().value(), family.share(), family.genes().byName());
    }

    private static ClipResult clip(String name, LeftOut leftOut) {
        int mostProbable = leftOut.families().indexOf(leftOut.mostProbable());
        return new ClipResult(name, leftOut.distances().get(mostProbable), leftOut.regret());
    }

    private static void print(PrintWriter out, Result result) {
        out.printf(
                Locale.ROOT,
                "%s: %d clusters of %d profiles after %d rounds; on clips left out the classifier costs %.2f points%n%n",
                result.output(),
                result.clusters().size(),
                result.families(),
                result.rounds().size() - 1,
                result.regret());
        for (ClusterResult cluster : result.clusters()) {
            out.printf(Locale.ROOT, "%s %4.0f %%  %s%n", cluster.id(), 100 * cluster.share(), cluster.genes());
        }
        out.println();
        TextTable table = new TextTable(
                List.of(new Column("clip", 0), new Column("below its optimum", 1), new Column("regret", 2)));
        for (ClipResult clip : result.clips()) {
            table.row(
                    clip.name(),
                    String.format(Locale.ROOT, "%.2f", clip.distance()),
                    String.format(Locale.ROOT, "%.2f", clip.regret()));
        }
        table.print(out, 100);
    }
}
