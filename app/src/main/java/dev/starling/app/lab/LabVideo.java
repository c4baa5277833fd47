package dev.starling.app.lab;

import dev.starling.app.command.CommandException;
import dev.starling.lab.delivery.SteeredTitle;
import dev.starling.lab.reference.ReferencePlayer;
import dev.starling.lab.video.ChunkTables;
import dev.starling.lab.video.ChunkedVideo;
import dev.starling.lab.video.DenseLadder;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.steer.LearnedModel;
import dev.starling.swarm.steer.LearnedPolicy;
import dev.starling.swarm.steer.Policy;
import dev.starling.swarm.steer.PolicySettings;
import dev.starling.swarm.steer.StaticPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Options that name a video, and how it is played. */
final class LabVideo {
    @Option(
            names = "--video",
            paramLabel = "DIR",
            required = true,
            description = "A package, or a folder with the tables size/video_size_0 … and vmaf/video1 … of a video.")
    private Path video;

    @Option(
            names = "--ladder",
            paramLabel = "KBITS",
            split = ",",
            showDefaultValue = Visibility.NEVER,
            description = {
                "Nominal bitrates of the tables' rungs in kbit/s, comma-separated.",
                "  Default: the mean bitrate of each rung's chunks"
            })
    private List<Integer> ladder = List.of();

    @Option(
            names = "--rungs",
            paramLabel = "N",
            showDefaultValue = Visibility.NEVER,
            description = {
                "Play the tables with N rungs: others are interpolated between theirs.",
                "  Default: those of the tables"
            })
    private Optional<Integer> rungs = Optional.empty();

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "1",
            description = "Play the package N times in a row, as one title.")
    private int repeat;

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description = {
                "A policy as for serve: a learned one, or for a package the settings of the static one.",
                "  Default: those that ship"
            })
    private @Nullable Path policy;

    /** Checks the options that need no file. */
    void check(CommandLine command) {
        if (repeat < 1) {
            throw new ParameterException(command, "--repeat must be at least 1: " + repeat);
        }
        if (isPackage()) {
            if (!ladder.isEmpty()) {
                throw new ParameterException(command, "--ladder is only for tables");
            }
            if (rungs.isPresent()) {
                throw new ParameterException(command, "--rungs is only for tables");
            }
            return;
        }
        if (repeat > 1) {
            throw new ParameterException(command, "--repeat is only for packages");
        }
        if (rungs.isPresent() && !ladder.isEmpty()) {
            throw new ParameterException(command, "--ladder and --rungs exclude each other");
        }
        for (int i = 0; i < ladder.size(); i++) {
            if (ladder.get(i) <= (i == 0 ? 0 : ladder.get(i - 1))) {
                throw new ParameterException(command, "--ladder must rise: " + ladder);
            }
        }
    }

    boolean isPackage() {
        return PackageReader.isPackage(video);
    }

    /** The path, as given. */
    Path path() {
        return video;
    }

    int repeat() {
        return repeat;
    }

    /** The tables. */
    ChunkedVideo chunks(CommandLine command) throws IOException {
        ChunkedVideo measured = ChunkTables.read(video);
        if (measured.chunks() < 2) {
            throw new CommandException(video + ": a video needs at least two chunks: the first is start-up");
        }
        if (rungs.isPresent()) {
            if (rungs.get() < Math.max(2, measured.rungs())) {
                throw new ParameterException(
                        command, "--rungs must be at least the " + measured.rungs() + " of the video, and 2");
            }
            return DenseLadder.of(measured, rungs.get());
        }
        if (ladder.isEmpty()) {
            return measured;
        }
        if (ladder.size() != measured.rungs()) {
            throw new ParameterException(
                    command, "--ladder has " + ladder.size() + " bitrates, the video " + measured.rungs() + " rungs");
        }
        return measured.withNominalRates(ladder);
    }

    /** The reference player; with more rungs, it starts at the one that is nearest to rung 1 of the tables. */
    ReferencePlayer player(ChunkedVideo chunks) throws IOException {
        if (rungs.isEmpty()) {
            return ReferencePlayer.PENSIEVE;
        }
        int measured = ChunkTables.read(video).rungs();
        return ReferencePlayer.PENSIEVE.startingAt(
                (int) Math.round((chunks.rungs() - 1.0) / (measured - 1) * ReferencePlayer.PENSIEVE.startRung()));
    }

    /** The package, once. */
    SteeredTitle title() throws IOException {
        SteeredTitle title = SteeredTitle.read(video);
        if (title.title().clips().size() * repeat < 2) {
            throw new CommandException(video + ": a session needs at least two clips: the first is start-up");
        }
        return title;
    }

    /** Prices and horizons of the static policy. */
    PolicySettings settings() throws IOException {
        return policy().filter(StaticPolicy.class::isInstance)
                .map(Policy::settings)
                .orElse(PolicySettings.DEFAULT);
    }

    /** What the learned policy has learned. */
    LearnedModel model() throws IOException {
        return policy().filter(LearnedPolicy.class::isInstance)
                .map(it -> ((LearnedPolicy) it).model())
                .orElseGet(LearnedModel::shipped);
    }

    private Optional<Policy> policy() throws IOException {
        Path file = policy;
        return file == null ? Optional.empty() : Optional.of(PolicyFiles.read(file));
    }

    /** The policies of some names; all without a name. */
    static <T> List<T> named(List<T> all, List<String> names, String kind, CommandLine command) {
        List<T> named = new ArrayList<>();
        for (String name : names) {
            named.add(all.stream()
                    .filter(it -> it.toString().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new ParameterException(
                            command, "--policies: " + name + " is none of " + kind + ": " + all)));
        }
        return named.isEmpty() ? all : named.stream().distinct().toList();
    }
}
