package dev.starling.app.training;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starling.app.command.CommandFiles;
import dev.starling.app.command.ResultCommand;
import dev.starling.app.command.StopNotice;
import dev.starling.app.terminal.ClockTime;
import dev.starling.app.terminal.Counted;
import dev.starling.farm.ShippedClusters;
import dev.starling.farm.train.TrainingFarm;
import dev.starling.swarm.breed.demand.Demand;
import dev.starling.swarm.breed.demand.DemandDigest;
import dev.starling.swarm.breed.evolve.Generation;
import dev.starling.swarm.breed.evolve.Individual;
import dev.starling.swarm.breed.evolve.Population;
import dev.starling.swarm.breed.evolve.ProfilesFile;
import dev.starling.swarm.breed.genome.Genes;
import dev.starling.swarm.breed.genome.Genome;
import dev.starling.swarm.breed.genome.Genotype;
import dev.starling.swarm.profile.Codec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code starling evolve}: breeds profile families on training clips. */
@Command(
        name = "evolve",
        description = {
            "Breeds encoding profiles that give more quality at the same bitrate and the same encoding time.",
            "Safe to interrupt: run the same command again to resume."
        })
public final class EvolveCommand extends ResultCommand {
    @Parameters(paramLabel = "CLIPS", arity = "1..*", description = "Training videos, in any format that FFmpeg reads.")
    private List<Path> inputs;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "Profiles file to write. If it exists, evolution continues from it.")
    private Path output;

    @Mixin
    private TrainingOptions training;

    @Option(
            names = "--codecs",
            split = ",",
            paramLabel = "CODEC",
            showDefaultValue = Visibility.NEVER,
            description = {
                "Codecs to breed profiles for, comma-separated: h264, hevc, av1."
                        + " Codecs already in FILE always continue.",
                "  Default for a new file: h264"
            })
    private List<Codec> codecs = List.of();

    @Option(
            names = "--budget",
            paramLabel = "TIME",
            defaultValue = "10m",
            description = "Start no new generation after this time, for example 90s, 10m or 2h.")
    private Duration budget;

    @Option(
            names = "--generations",
            paramLabel = "N",
            description = {"Breed at most N generations.", "  Default: no limit"})
    private Optional<Integer> generations;

    @Option(
            names = "--patience",
            paramLabel = "N",
            defaultValue = "8",
            description = "Stop after N generations without a gain.")
    private int patience;

    /**
     * The result as JSON, documented in {@code docs/cli.md}.
     *
     * @param encoded encodes that this run made
     * @param reused encodes that were in the store already
     * @param demand the digest of the demand, or {@code even}
     */
    record Result(
            String output,
            int clips,
            int generation,
            int profiles,
            long encoded,
            long reused,
            double wallSeconds,
            DemandDigest demand,
            List<NicheResult> niches) {}

    /**
     * The fittest profile of a niche: a codec and a limit on encoding cost.
     *
     * @param preset the libx264 preset that sets the limit
     * @param gain quality above libx264 with the preset, in quality points, mean over the clips
     * @param cost CPU time, relative to libx264 with the preset
     */
    record NicheResult(String codec, String preset, double gain, double cost, Map<String, JsonNode> genes) {}

    @Override
    protected Outcome run() throws IOException, InterruptedException {
        InstantSource clock = InstantSource.system();
        Instant began = clock.instant();
        PrintWriter err = err();
        Demand demand = training.demand();
        Population population = population();
        if (!population.demand().equals(demand.digest()) && population.generation() > 0) {
            err.println(output + ": was bred for another demand; its profiles are weighed again, "
                    + "and what was learned of the mutation operators is forgotten");
        }
        CommandFiles.requireWritable(output);
        try (var _ = StopNotice.ofResumableWork(err);
                MeasuredProfiles start =
                        MeasuredProfiles.measure(population, training.request(inputs, output), demand, err, clock)) {
            Generation generation = start.generation();
            int bred = 0;
            int withoutGain = 0;
            while (true) {
                Duration elapsed = Duration.between(began, clock.instant());
                keep(generation);
                progress(err, generation, elapsed);
                boolean spent = elapsed.compareTo(budget) >= 0;
                if (spent || bred >= generations.orElse(Integer.MAX_VALUE) || withoutGain >= patience) {
                    break;
                }
                generation = start.evolution().next(generation);
                bred++;
                withoutGain = generation.gained() ? 0 : withoutGain + 1;
            }
            Result result = result(generation, start.farm(), Duration.between(began, clock.instant()));
            return Outcome.ok(result, out -> print(out, result));
        }
    }

    /** Writes the profiles and their plot, each atomically. */
    private void keep(Generation generation) throws IOException {
        CommandFiles.write(output, ProfilesFile.write(generation));
        Path plot = output.resolveSibling(output.getFileName() + ".svg");
        String preset = generation.niches().getFirst().preset().toString();
        CommandFiles.write(
                plot,
                HullPlot.of(generation.population().history(), preset).svg().getBytes(StandardCharsets.UTF_8));
    }

    private Result result(Generation generation, TrainingFarm farm, Duration wall) {
        return new Result(
                output.toString(),
                farm.clipNames().size(),
                generation.population().generation(),
                generation.individuals().size(),
                farm.counts().made(),
                farm.counts().reused(),
                wall.toMillis() / 1e3,
                generation.population().demand(),
                generation.niches().stream()
                        .map(niche -> {
                            Individual best = generation.best(niche);
                            return new NicheResult(
                                    Genome.name(niche.codec()),
                                    niche.preset().toString(),
                                    niche.meanGain(best),
                                    niche.cost(best),
                                    new Genes(best.genotype()).byName());
                        })
                        .toList());
    }

    private void progress(PrintWriter err, Generation generation, Duration elapsed) {
        String niches = generation.niches().stream()
                .map(niche -> {
                    Individual best = generation.best(niche);
                    return String.format(
                            Locale.ROOT,
                            "%s at %s %+.2f at cost %.2f",
                            Genome.name(niche.codec()),
                            niche.preset(),
                            niche.meanGain(best),
                            niche.cost(best));
                })
                .collect(Collectors.joining(", "));
        err.printf(
                Locale.ROOT,
                "generation %d, %d profiles, best: %s; ETA %s%n",
                generation.population().generation(),
                generation.individuals().size(),
                niches,
                ClockTime.of(budget.minus(elapsed)));
        err.flush();
    }

    private static void print(PrintWriter out, Result result) {
        out.printf(
                Locale.ROOT,
                "%s: %d profiles after %d generations on %s (%d encodes, %d reused, %.0f s)%n",
                result.output(),
                result.profiles(),
                result.generation(),
                Counted.of(result.clips(), "clip"),
                result.encoded(),
                result.reused(),
                result.wallSeconds());
        for (NicheResult niche : result.niches()) {
            out.printf(
                    Locale.ROOT,
                    "%s: %+.2f points over libx264 %s at %.2f of its time: %s%n",
                    niche.codec(),
                    niche.gain(),
                    niche.preset(),
                    niche.cost(),
                    niche.genes());
        }
    }

    private Population population() throws IOException {
        if (Files.exists(output)) {
            return TrainingFiles.profiles(output).withCodecs(codecs);
        }
        List<Codec> wanted = codecs.isEmpty() ? List.of(Codec.H264) : codecs;
        return Population.initial(training.seed(), wanted).with(shipped(wanted));
    }

    /** The families that ship: what is bred for a demand should not be behind them. */
    private static List<Genotype> shipped(List<Codec> wanted) {
        return ShippedClusters.read().bands().stream()
                .flatMap(band -> band.families().stream())
                .map(family -> family.genes().genotype())
                .filter(it -> wanted.contains(it.codec()))
                .toList();
    }
}
