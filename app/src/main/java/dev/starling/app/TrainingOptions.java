package dev.starling.app;

import dev.starling.farm.TrainingRequest;
import dev.starling.media.decoding.MediaLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What commands take that measure profiles on clips. */
final class TrainingOptions {
    @Option(
            names = "--store",
            paramLabel = "DIR",
            description = "Keep all measurements in this folder; otherwise in FILE.store beside the output.")
    private Optional<Path> store = Optional.empty();

    @Option(
            names = "--size",
            paramLabel = "LINES",
            defaultValue = "360",
            description =
                    "Scale clips with larger pictures to this height before all else (default: ${DEFAULT-VALUE}).")
    private int shortSide;

    @Option(
            names = "--clips-each",
            paramLabel = "N",
            defaultValue = "1",
            description = "Take so many clips of each file, evenly spread (default: ${DEFAULT-VALUE}).")
    private int clipsOfInput;

    @Option(
            names = "--excerpt",
            paramLabel = "TIME",
            defaultValue = "2s",
            converter = DurationConverter.class,
            description = "Take so much of each clip (default: ${DEFAULT-VALUE}).")
    private Duration excerpt;

    @Option(
            names = "--score-every",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Score one picture of so many (default: ${DEFAULT-VALUE}, all): a third of them is three times as fast.")
    private int scoreEvery;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "How many threads may compute at the same time; otherwise one a processor.")
    private Optional<Integer> threads = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The same seed draws the same (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    long seed() {
        return seed;
    }

    TrainingRequest request(List<Path> inputs, Path output) {
        int cores = threads.orElse(Runtime.getRuntime().availableProcessors());
        if (shortSide % 2 != 0 || shortSide < 64) {
            throw new ParameterException(spec.commandLine(), "--size must be even and at least 64: " + shortSide);
        }
        if (cores < 1 || clipsOfInput < 1 || scoreEvery < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--threads, --clips-each and --score-every must be at least 1");
        }
        return new TrainingRequest(
                inputs,
                clipsOfInput,
                excerpt,
                shortSide,
                scoreEvery,
                store.orElse(output.resolveSibling(output.getFileName() + ".store")),
                cores,
                MediaLimits.DEFAULT);
    }
}
