package dev.starling.app.lab;

import dev.starling.app.command.CommandException;
import dev.starling.app.command.CommandFiles;
import dev.starling.lab.delivery.SteeredTitle;
import dev.starling.lab.video.ChunkTables;
import dev.starling.lab.video.ChunkedVideo;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.steer.PolicySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
                "Prices and horizons of the static policy for a package, as for serve.",
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
            return;
        }
        if (repeat > 1) {
            throw new ParameterException(command, "--repeat is only for packages");
        }
        if (policy != null) {
            throw new ParameterException(command, "--policy is only for packages");
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
        if (ladder.isEmpty()) {
            return measured;
        }
        if (ladder.size() != measured.rungs()) {
            throw new ParameterException(
                    command, "--ladder has " + ladder.size() + " bitrates, the video " + measured.rungs() + " rungs");
        }
        return measured.withNominalRates(ladder);
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
        Path file = policy;
        if (file == null) {
            return PolicySettings.DEFAULT;
        }
        CommandFiles.requireExisting(file);
        try {
            return PolicySettings.read(Files.readAllBytes(file));
        } catch (IllegalArgumentException e) {
            throw new CommandException("--policy " + file + ": " + e.getMessage());
        }
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
