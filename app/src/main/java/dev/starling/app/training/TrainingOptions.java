package dev.starling.app.training;

import dev.starling.app.command.ThreadsOption;
import dev.starling.farm.store.Location;
import dev.starling.farm.train.TrainingRequest;
import dev.starling.farm.train.TrainingRequest.Excerpts;
import dev.starling.media.decoding.MediaLimits;
import dev.starling.swarm.breed.demand.Demand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that measures profiles on clips. */
final class TrainingOptions {
    /** Where a smaller size serves a title, it is no smaller than this. */
    private static final double MIN_SCALE = 0.25;

    @Option(
            names = "--store",
            paramLabel = "DIR",
            description = {"Folder that keeps all measurements.", "  Default: FILE.store next to the output"})
    private Optional<Path> store;

    @Option(
            names = "--size",
            paramLabel = "LINES",
            defaultValue = "360",
            description = "Scale larger clips down to this height (portrait clips: width) before anything else.")
    private int shortSide;

    @Option(
            names = "--clips-each",
            paramLabel = "N",
            defaultValue = "1",
            description = "Number of clips to take from each file, evenly spaced.")
    private int clipsOfInput;

    @Option(
            names = "--excerpt",
            paramLabel = "TIME",
            defaultValue = "2s",
            description = "Length to use of each clip, from its start.")
    private Duration excerpt;

    @Option(
            names = "--score-every",
            paramLabel = "N",
            defaultValue = "1",
            description = "Score every Nth picture: with 3, scoring is three times as fast as with 1.")
    private int scoreEvery;

    @Option(
            names = "--scales",
            split = ",",
            showDefaultValue = Visibility.NEVER,
            paramLabel = "SCALE",
            description = {
                "Smaller sizes to measure every profile at too, comma-separated, relative to --size: 0.75,0.5."
                        + " What counts is then the best size at each bitrate.",
                "  Default: none"
            })
    private List<Double> scales = List.of();

    @Option(
            names = "--demand",
            paramLabel = "FILE",
            description = {
                "What viewers' paths and screens ask for, as JSON: decides how much each bitrate counts.",
                "  Default: every bitrate counts alike"
            })
    private Optional<Path> demand;

    @Mixin
    private ThreadsOption threads;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Random seed. The same seed gives the same result.")
    private long seed;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    long seed() {
        return seed;
    }

    /** The declared demand, or that every bitrate counts alike. */
    Demand demand() throws IOException {
        return demand.isPresent() ? TrainingFiles.demand(demand.get()) : Demand.EVEN;
    }

    TrainingRequest request(List<Path> inputs, Path output) {
        int cores = threads.count(spec.commandLine());
        if (shortSide % 2 != 0 || shortSide < 64) {
            throw new ParameterException(spec.commandLine(), "--size must be even and at least 64: " + shortSide);
        }
        if (clipsOfInput < 1 || scoreEvery < 1) {
            throw new ParameterException(spec.commandLine(), "--clips-each and --score-every must be at least 1");
        }
        return new TrainingRequest(
                inputs,
                new Excerpts(clipsOfInput, excerpt, shortSide, scoreEvery),
                fallingScales(),
                Location.of(store.orElse(output.resolveSibling(output.getFileName() + ".store"))),
                cores,
                MediaLimits.DEFAULT);
    }

    private List<Double> fallingScales() {
        if (!scales.stream().allMatch(it -> it >= MIN_SCALE && it < 1)) {
            throw new ParameterException(
                    spec.commandLine(), "--scales must be at least " + MIN_SCALE + " and below 1: " + scales);
        }
        return scales.stream().distinct().sorted(Comparator.reverseOrder()).toList();
    }
}
