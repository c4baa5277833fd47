package dev.starling.app.training;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starling.app.command.CommandException;
import dev.starling.app.command.CommandFiles;
import dev.starling.app.command.ResultCommand;
import dev.starling.app.command.StopNotice;
import dev.starling.app.terminal.TextTable;
import dev.starling.app.terminal.TextTable.Column;
import dev.starling.farm.train.TrainingFarm;
import dev.starling.swarm.breed.cluster.ClusterTraining;
import dev.starling.swarm.breed.cluster.ClusterTraining.Example;
import dev.starling.swarm.breed.cluster.ClusterTraining.LeftOut;
import dev.starling.swarm.breed.cluster.ClusterTraining.Purpose;
import dev.starling.swarm.breed.cluster.Clustering;
import dev.starling.swarm.breed.cluster.Clustering.Assignment;
import dev.starling.swarm.breed.cluster.ClustersFile;
import dev.starling.swarm.breed.cluster.ElectedFamily;
import dev.starling.swarm.breed.cluster.SizeBand;
import dev.starling.swarm.breed.demand.Demand;
import dev.starling.swarm.breed.demand.DemandDigest;
import dev.starling.swarm.breed.evolve.Generation;
import dev.starling.swarm.breed.evolve.Individual;
import dev.starling.swarm.breed.evolve.Niche;
import dev.starling.swarm.breed.evolve.Population;
import dev.starling.swarm.breed.genome.Genome;
import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.Tuning.Preset;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code starling cluster}: finds a few profiles that suit many clips, and trains a classifier that chooses among them.
 */
@Command(
        name = "cluster",
        description = {
            "Clusters clips by the profiles that suit them, and trains the classifier that assigns other clips.",
            "Reuses what `starling evolve` measured with the same clips, size and store."
        })
public final class ClusterCommand extends ResultCommand {
    /** At least the height of any picture that is accepted. */
    private static final int MAX_LINES = 8192;

    private static final int TABLE_COLUMNS = 100;

    @Parameters(paramLabel = "CLIPS", arity = "1..*", description = "Training videos, in any format that FFmpeg reads.")
    private List<Path> inputs;

    @Option(
            names = "--profiles",
            paramLabel = "FILE",
            required = true,
            description = "Profiles to choose from: a file that `starling evolve` wrote.")
    private Path profiles;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "Clusters file to write. If it exists, its other bands are kept.")
    private Path output;

    @Option(
            names = "--band",
            paramLabel = "LINES",
            showDefaultValue = Visibility.NEVER,
            description = {
                "Make clusters for pictures up to this height, above the next lower band in the file.",
                "  Default: no limit"
            })
    private int band = MAX_LINES;

    @Option(
            names = "--cost",
            paramLabel = "PRESET",
            defaultValue = "medium",
            description = "Use only profiles that encode about as fast as this libx264 preset: medium or slow.")
    private Preset cost;

    @Option(
            names = "--codec",
            paramLabel = "CODEC",
            defaultValue = "h264",
            description = "Use only profiles of this codec: h264, hevc or av1.")
    private Codec codec;

    @Option(
            names = "--clusters",
            paramLabel = "N",
            description = "Number of clusters to start from; the result may have fewer.")
    private int clusters = Clustering.Settings.USUAL.families();

    @Option(
            names = "--temperature",
            paramLabel = "POINTS",
            description = "Loss in quality points at which a cluster's weight falls to 1/e.")
    private double temperature = Clustering.Settings.USUAL.temperature();

    @Option(names = "--hard", description = "Assign each clip to a single cluster, for comparison.")
    private boolean hard;

    @Mixin
    private TrainingOptions training;

    /**
     * The result as JSON, documented in {@code docs/cli.md}.
     *
     * @param families number of profiles that satisfy the constraints
     * @param demand the digest of the demand, or {@code even}
     * @param rounds rounds of clustering, the first before any re-election
     * @param regret loss by the classifier on a clip that it was not trained on, in quality points, mean over the clips
     */
    record Result(
            String output,
            int families,
            DemandDigest demand,
            List<Clustering.Round> rounds,
            double regret,
            List<ClusterResult> clusters,
            List<ClipResult> clips) {}

    record ClusterResult(String id, double share, Map<String, JsonNode> genes) {}

    /**
     * A clip, with clusters that were trained without it.
     *
     * @param distance from the clip's own optimum to its most probable cluster, in quality points
     */
    record ClipResult(String name, double distance, double regret) {}

    @Override
    protected Outcome run() throws IOException, InterruptedException {
        if (clusters < 1 || !(temperature > 0) || band < 1) {
            throw badUsage("--clusters and --band must be at least 1, --temperature above 0");
        }
        PrintWriter err = err();
        Demand demand = training.demand();
        Population population = ofCodec(TrainingFiles.profiles(profiles));
        List<SizeBand> otherBands = otherBands(demand.digest());
        CommandFiles.requireWritable(output);
        try (var _ = StopNotice.ofResumableWork(err);
                MeasuredProfiles measured = MeasuredProfiles.measure(
                        population, training.request(inputs, output), demand, err, InstantSource.system())) {
            TrainingFarm farm = measured.farm();
            Generation generation = measured.generation();
            Niche niche = niche(generation);
            List<Individual> families = admitted(generation, niche);
            ClusterTraining.Result trained = train(farm.examples(demand), families, demand.digest());
            List<SizeBand> bands = new ArrayList<>(otherBands);
            bands.add(trained.band());
            bands.sort(Comparator.comparingInt(SizeBand::maxLines));
            CommandFiles.write(
                    output, ClustersFile.of(farm.encoder(), command(), bands).write());
            Result result = result(families.size(), trained, farm.clipNames());
            return Outcome.ok(result, out -> print(out, result));
        }
    }

    private Population ofCodec(Population population) {
        if (!population.codecs().contains(codec)) {
            throw new CommandException(profiles + ": has no profiles of " + Genome.name(codec));
        }
        return population.ofCodec(codec);
    }

    private List<SizeBand> otherBands(DemandDigest demand) throws IOException {
        if (!Files.exists(output)) {
            return List.of();
        }
        List<SizeBand> others = TrainingFiles.clusters(output).bands().stream()
                .filter(it -> it.maxLines() != band)
                .toList();
        if (!others.stream().allMatch(it -> it.codec() == codec)) {
            throw new CommandException(output + ": its other bands are of another codec than " + Genome.name(codec)
                    + "; write to another file");
        }
        if (!others.stream().allMatch(it -> it.demand().equals(demand))) {
            throw new CommandException(
                    output + ": its other bands were elected for another demand; write to another file");
        }
        return others;
    }

    private Niche niche(Generation generation) {
        return generation.niches().stream()
                .filter(it -> it.preset() == cost)
                .findFirst()
                .orElseThrow(() -> badUsage("--cost must be one of "
                        + generation.niches().stream()
                                .map(it -> it.preset().toString())
                                .collect(Collectors.joining(", "))
                        + ": " + cost));
    }

    /** Those that are fast enough; at least one. */
    private List<Individual> admitted(Generation generation, Niche niche) {
        List<Individual> families =
                generation.individuals().stream().filter(niche::admits).toList();
        if (families.isEmpty()) {
            throw new CommandException(String.format(
                    Locale.ROOT,
                    "%s: none of the profiles of %s is about as fast as libx264's preset %s:"
                            + " the fastest takes %.2f times as long; evolve more, or choose another --cost",
                    profiles,
                    Genome.name(codec),
                    cost,
                    generation.individuals().stream()
                            .mapToDouble(niche::cost)
                            .min()
                            .orElseThrow()));
        }
        return families;
    }

    private ClusterTraining.Result train(List<Example> clips, List<Individual> families, DemandDigest demand) {
        Clustering.Settings settings = Clustering.Settings.USUAL
                .withFamilies(clusters)
                .withTemperature(temperature)
                .withAssignment(hard ? Assignment.HARD : Assignment.SOFT);
        try {
            return ClusterTraining.train(clips, families, new Purpose(band, demand), settings, training.seed());
        } catch (IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
    }

    /** The command line, without the folders of this machine. */
    private String command() {
        return "starling "
                + spec().commandLine().getParseResult().originalArgs().stream()
                        .map(it ->
                                it.startsWith("/") ? String.valueOf(Path.of(it).getFileName()) : it)
                        .collect(Collectors.joining(" "));
    }

    private Result result(int families, ClusterTraining.Result trained, List<String> names) {
        return new Result(
                output.toString(),
                families,
                trained.band().demand(),
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
                "%s: %d clusters of %d profiles after %d rounds;"
                        + " the classifier loses %.2f points on clips left out%n%n",
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
        table.print(out, TABLE_COLUMNS);
    }
}
