package dev.starling.app.lab;

import dev.starling.app.command.CommandException;
import dev.starling.app.command.CommandFiles;
import dev.starling.telemetry.LivedClips;
import dev.starling.telemetry.TelemetryReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Options that name what viewers experienced. */
final class LabTelemetry {
    @Option(
            names = "--from",
            paramLabel = "TELEMETRY",
            showDefaultValue = Visibility.NEVER,
            description = "Telemetry file of serve --telemetry. The edge may go on writing it.")
    private @Nullable Path from;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            showDefaultValue = Visibility.NEVER,
            description = {"Only clips of the last TIME, for example 90s, 10m or 24h.", "  Default: all"})
    private @Nullable Duration since;

    /** Whether a file was named. */
    boolean isGiven() {
        return from != null;
    }

    /** The file as it was named, for errors. */
    String name() {
        return String.valueOf(from);
    }

    /**
     * Reads the clips that learning can use.
     *
     * @throws CommandException if the file is not telemetry
     */
    LivedClips read() throws IOException, InterruptedException {
        Path file = from;
        if (file == null) {
            throw new CommandException("--from is missing: name the telemetry file of an edge");
        }
        CommandFiles.requireExisting(file);
        Duration age = since;
        Instant first =
                age == null ? Instant.EPOCH : InstantSource.system().instant().minus(age);
        try (TelemetryReader telemetry = TelemetryReader.open(file)) {
            return telemetry.lived(first);
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            throw new CommandException(message.startsWith(file.toString()) ? message : file + ": " + message);
        }
    }
}
