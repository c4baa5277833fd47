package dev.starling.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starling.app.plot.Plot;
import dev.starling.app.plot.Plot.Axis;
import dev.starling.app.plot.Plot.Point;
import dev.starling.app.plot.Plot.Series;
import dev.starling.farm.TrainingFarm;
import dev.starling.swarm.breed.evolve.Generation;
import dev.starling.swarm.breed.evolve.Hull;
import dev.starling.swarm.breed.evolve.Individual;
import dev.starling.swarm.breed.evolve.Population;
import dev.starling.swarm.breed.evolve.ProfilesFile;
import dev.starling.swarm.breed.genome.Genes;
import dev.starling.swarm.breed.genome.Genome;
import dev.starling.swarm.profile.Codec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code starling evolve}: breeds profile families on training clips. */
@Command(
        name = "evolve",
        description = {
            "Breeds encoding profiles that give more quality for the same bits and the same encoding time.",
            "Ended at any moment and started again, it goes on where it was."
        },
        mixinStandardHelpOptions = true)
final class EvolveCommand implements Callable<Integer> {
    private static final int MOST_CURVES = 8;

    @Parameters(paramLabel = "CLIPS", arity = "1..*", description = "Any files with a video that FFmpeg can read.")
    private List<Path> inputs;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "The profiles. If the file is there, evolution goes on from it.")
    private Path output;

    @Mixin
    private TrainingOptions training;

    @Option(
            names = "--codecs",
            split = ",",
            paramLabel = "CODEC",
            converter = CodecConverter.class,
            description =
                    "Breed profiles of these codecs: h264, hevc, av1, parted by commas. Those that the file has go on"
                            + " in any case (default: h264 for a new file).")
    private List<Codec> codecs = List.of();

    @Option(
            names = "--budget",
            paramLabel = "TIME",
            defaultValue = "10m",
            converter = DurationConverter.class,
            description =
                    "Breed no new generation after this time, for example 90s, 10m, 2h (default: ${DEFAULT-VALUE}).")
    private Duration budget;

    @Option(names = "--generations", paramLabel = "N", description = "Breed at most so many generations.")
    private Optional<Integer> generations = Optional.empty();

    @Option(
            names = "--patience",
            paramLabel = "N",
            defaultValue = "8",
            description = "Stop after so many generations without a gain (default: ${DEFAULT-VALUE}).")
    private int patience;

    @Mixin
    private JsonOption json;

    @Spec
    private CommandSpec spec;

    /**
     * The result as JSON, documented in {@code docs/cli.md}.
     *
     * @param encoded encodings that this run made
     * @param reused encodings that were in the store
     */
    record Result(
            String output,
            int clips,
            int generation,
            int profiles,
            long encoded,
            long reused,
            double wallSeconds,
            List<NicheResult> niches) {}

    /**
     * The fittest profile of a class of encoding cost.
     *
     * @param codec of the profile
     * @param gain over libx264 with the preset, in points of quality, mean over the clips
     * @param cost in processor time, by that of libx264 with the preset
     */
    record NicheResult(String codec, String preset, double gain, double cost, Map<String, JsonNode> genes) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        InstantSource clock = InstantSource.system();
        Instant began = clock.instant();
        PrintWriter err = spec.commandLine().getErr();
        Population population = population();
        CommandFiles.requireWritable(output);
        try (var _ = StopNotice.ofResumableWork(err);
                MeasuredProfiles start =
                        MeasuredProfiles.measure(population, training.request(inputs, output), err, clock)) {
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
            json.print(spec.commandLine().getOut(), result, out -> print(out, result));
        }
        return 0;
    }

    /** Writes the profiles and their picture, each at once. */
    private void keep(Generation generation) throws IOException {
        CommandFiles.write(output, ProfilesFile.write(generation));
        Path picture = output.resolveSibling(output.getFileName() + ".svg");
        CommandFiles.write(picture, hulls(generation).svg().getBytes(StandardCharsets.UTF_8));
    }

    private static Plot hulls(Generation generation) {
        List<Hull> history = generation.population().history();
        // Not more than the eye can tell apart; always the first and the last.
        int step = Math.max(1, Math.ceilDiv(history.size() - 1, MOST_CURVES - 1));
        List<Series> series = new ArrayList<>();
        for (int i = history.size() - 1; i >= 0; i -= step) {
            series.addFirst(series(history.get(i)));
        }
        if ((history.size() - 1) % step != 0) {
            series.addFirst(series(history.getFirst()));
        }
        return new Plot(
                "Rate-quality hull of the population, means over the clips",
                new Axis("bitrate, from the lowest (0) to the highest (1) of libx264, logarithmic", false),
                new Axis(
                        "quality over libx264 " + generation.niches().getFirst().preset(), false),
                series);
    }

    private static Series series(Hull hull) {
        int last = hull.gains().size() - 1;
        return new Series(
                "generation " + hull.generation(),
                '*',
                IntStream.rangeClosed(0, last)
                        .mapToObj(i -> new Point((double) i / last, hull.gains().get(i)))
                        .toList());
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
        Duration left = budget.minus(elapsed);
        err.printf(
                Locale.ROOT,
                "generation %d, %d profiles, best: %s; ETA %d:%02d%n",
                generation.population().generation(),
                generation.individuals().size(),
                niches,
                Math.max(0, left.toMinutes()),
                Math.max(0, left.toSecondsPart()));
        err.flush();
    }

    private static void print(PrintWriter out, Result result) {
        out.printf(
                Locale.ROOT,
                "%s: %d profiles after %d generations on %d clips (%d encodes, %d reused, %.0f s)%n",
                result.output(),
                result.profiles(),
                result.generation(),
                result.clips(),
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
            return read(output).withCodecs(codecs);
        }
        return Population.initial(training.seed(), codecs.isEmpty() ? List.of(Codec.H264) : codecs);
    }

    /** Reads a file of profiles. */
    static Population read(Path file) throws IOException {
        try {
            return ProfilesFile.read(CommandFiles.read(file));
        } catch (IllegalArgumentException e) {
            throw new CommandException(file + ": " + e.getMessage());
        }
    }
}
