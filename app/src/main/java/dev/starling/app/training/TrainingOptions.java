package dev.starling.app.training;

import dev.starling.app.command.ThreadsOption;
import dev.starling.farm.store.Location;
import dev.starling.farm.train.TrainingRequest;
import dev.starling.farm.train.TrainingRequest.Excerpts;
import dev.starling.media.decoding.MediaLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that measures profiles on clips. */
final class TrainingOptions {
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
                Location.of(store.orElse(output.resolveSibling(output.getFileName() + ".store"))),
                cores,
                MediaLimits.DEFAULT);
    }
}
