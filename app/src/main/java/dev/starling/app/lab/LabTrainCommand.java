package dev.starling.app.lab;

import dev.starling.app.command.CommandException;
import dev.starling.app.command.CommandFiles;
import dev.starling.app.command.ResultCommand;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.trace.TraceFile;
import dev.starling.lab.trace.TraceReader;
import dev.starling.lab.train.PolicyTraining;
import dev.starling.lab.train.PolicyTraining.Effort;
import dev.starling.lab.train.PolicyTraining.Material;
import dev.starling.lab.video.ChunkTables;
import dev.starling.lab.video.ChunkedVideo;
import dev.starling.lab.video.ClipHull;
import dev.starling.lab.video.DenseLadder;
import dev.starling.swarm.json.StrictJson;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.steer.LearnedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code starling lab train}: trains a learned policy. */
@Command(
        name = "train",
        description = {
            "Trains a learned policy in the reference player: it imitates the exact planner, then follows the policy",
            "gradient. Every fourth log of the traces is held back: the best model on those is written.",
            "OUTPUT.training keeps an unfinished training; the same command goes on with it."
        })
public final class LabTrainCommand extends ResultCommand {
    private static final int HELD_BACK = 4;
    /** So many of the traces held back of a family are played after each round. */
    private static final int MOST_HELD_BACK = 17;

    @Mixin
    private LabTraces traces;

    @Option(
            names = "--video",
            paramLabel = "DIR",
            arity = "1..*",
            required = true,
            showDefaultValue = Visibility.NEVER,
            description = {
                "Packages, and folders with the tables of a video;",
                "tables are played as they are and with --rungs."
            })
    private List<Path> videos = List.of();

    @Option(names = "--rungs", paramLabel = "N", defaultValue = "21", description = "Rungs of tables' second form.")
    private int rungs;

    @Option(
            names = "--random-videos",
            paramLabel = "N",
            defaultValue = "6",
            description = "Further videos, with random ladders.")
    private int randomVideos;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "4", description = "Rounds of imitation.")
    private int rounds;

    @Option(
            names = "--sessions",
            paramLabel = "N",
            defaultValue = "12",
            description = "Sessions of each video in a round.")
    private int sessions;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "120", description = "Steps of the policy gradient.")
    private int steps;

    @Option(
            names = "--budget",
            paramLabel = "TIME",
            defaultValue = "30m",
            description = "Begin no further round or step after this time, for example 90s or 30m.")
    private Duration budget;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Random seed. The same seed gives the same policy once all rounds and steps are done.")
    private long seed;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            showDefaultValue = Visibility.NEVER,
            description = "The policy: the best one so far, written whenever there is a better one.")
    private Path output;

    @Option(
            names = "--curve",
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description = "Also draw the learning curve: FILE.svg.")
    private @Nullable Path curve;

    /** The result as JSON, documented in {@code docs/cli.md}. */
    record Result(int traces, int heldBack, long seed, List<LearningPoint> curve) {}

    @Override
    protected Outcome run() throws IOException {
        if (rounds < 1 || sessions < 1 || steps < 0 || randomVideos < 0) {
            throw new ParameterException(
                    spec().commandLine(),
                    "--rounds and --sessions must be at least 1, --steps and --random-videos at least 0");
        }
        List<TraceFile> files = traces.find(spec().commandLine());
        List<String> logs = files.stream()
                .map(it -> it.family() + "/" + it.log())
                .distinct()
                .sorted()
                .toList();
        if (logs.size() < HELD_BACK) {
            throw new CommandException("--traces: training needs traces of at least " + HELD_BACK + " logs");
        }
        Map<String, List<BandwidthTrace>> training = new TreeMap<>();
        Map<String, List<BandwidthTrace>> heldBack = new TreeMap<>();
        for (TraceFile file : files) {
            boolean held = logs.indexOf(file.family() + "/" + file.log()) % HELD_BACK == 0;
            (held ? heldBack : training)
                    .computeIfAbsent(file.family(), _ -> new ArrayList<>())
                    .add(TraceReader.read(file.file()));
        }
        List<BandwidthTrace> toChooseOn =
                heldBack.values().stream().flatMap(LabTrainCommand::some).toList();
        int trained = training.values().stream().mapToInt(List::size).sum();
        List<ChunkedVideo> played = new ArrayList<>();
        for (Path video : videos) {
            played.addAll(read(video));
        }
        PolicyTraining policyTraining = new PolicyTraining(
                new Material(played, List.copyOf(training.values()), toChooseOn),
                new Effort(randomVideos, rounds, sessions, steps),
                seed,
                madeBy());
        LearningCurve points = new LearningCurve(err(), this::write);
        Path checkpoint = output.resolveSibling(output.getFileName() + ".training");
        policyTraining.run(points, new Budget(budget, InstantSource.system()), checkpoint);
        if (Files.exists(checkpoint)) {
            err().println("--budget is used up; the same command goes on with the training");
        }
        if (curve != null) {
            Files.writeString(curve, LearningPoint.plot(points.points()).svg());
        }
        return Outcome.ok(
                new Result(trained, toChooseOn.size(), seed, points.points()),
                out -> out.printf("%s: trained on %d traces, %d held back%n", output, trained, toChooseOn.size()));
    }

    private List<ChunkedVideo> read(Path video) throws IOException {
        if (PackageReader.isPackage(video)) {
            return List.of(ClipHull.ofPackage(video));
        }
        ChunkedVideo measured = ChunkTables.read(video);
        if (rungs < measured.rungs()) {
            throw new ParameterException(
                    spec().commandLine(), "--rungs must be at least the " + measured.rungs() + " of " + video);
        }
        return List.of(measured, DenseLadder.of(measured, rungs));
    }

    /** Time for a training, from its first round or step on: at least one is done. */
    private static final class Budget implements BooleanSupplier {
        private final Duration time;
        private final InstantSource clock;
        private @Nullable Instant end;

        Budget(Duration time, InstantSource clock) {
            this.time = time;
            this.clock = clock;
        }

        @Override
        public boolean getAsBoolean() {
            Instant known = end;
            if (known == null) {
                end = clock.instant().plus(time);
                return true;
            }
            return clock.instant().isBefore(known);
        }
    }

    /** Traces held back of a family, evenly taken from all. */
    private static Stream<BandwidthTrace> some(List<BandwidthTrace> family) {
        int count = Math.min(family.size(), MOST_HELD_BACK);
        return IntStream.range(0, count).mapToObj(it -> family.get(it * family.size() / count));
    }

    private void write(LearnedModel model) {
        try {
            CommandFiles.write(output, StrictJson.write(model));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command, for the policy file: without paths, which differ from machine to machine. */
    private String madeBy() {
        return String.format(
                Locale.ROOT,
                "starling lab train --rungs %d --random-videos %d --rounds %d --sessions %d --steps %d --seed %d",
                rungs,
                randomVideos,
                rounds,
                sessions,
                steps,
                seed);
    }
}
