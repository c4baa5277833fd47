package dev.starling.app.title;

import dev.starling.app.command.CommandException;
import dev.starling.app.command.CommandFiles;
import dev.starling.app.command.WholeNumberConverter;
import dev.starling.edge.access.AccessLog;
import dev.starling.edge.access.AccessLogFormat;
import dev.starling.edge.record.Telemetry;
import dev.starling.swarm.pack.FailureLine;
import dev.starling.telemetry.TelemetryWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** What an edge writes down. */
final class RecordOptions {
    private static final String STANDARD_OUTPUT = "-";

    @Option(
            names = "--telemetry",
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description = {
                "Record each clip and what viewers experience in this DuckDB file, without their addresses.",
                "  Default: record nothing"
            })
    private @Nullable Path telemetry;

    @Option(
            names = "--telemetry-days",
            paramLabel = "N",
            defaultValue = "30",
            converter = DaysConverter.class,
            description = "Days after which records are deleted.")
    private int telemetryDays;

    @Option(
            names = "--access-log",
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description = {"Write a line for each request to this file, or to standard output (-).", "  Default: none"})
    private @Nullable String accessLog;

    @Option(
            names = "--access-log-format",
            paramLabel = "FORMAT",
            defaultValue = "combined",
            description = "Form of these lines: combined (as of Apache and nginx) or json.")
    private AccessLogFormat accessLogFormat;

    private @Nullable TelemetryWriter writer;
    private @Nullable Path recorded;
    private @Nullable AccessLog log;

    static final class DaysConverter extends WholeNumberConverter {
        DaysConverter() {
            super(1, 3_650);
        }
    }

    /**
     * Opens the telemetry; {@link #close()} ends it.
     *
     * @param otherwise its file if the options name none; without it, and if it cannot be written, nothing is recorded
     * @param warning receives a line for people if it cannot be written
     * @throws CommandException if the file that the options name cannot be written
     */
    Telemetry telemetry(Optional<Path> otherwise, Consumer<String> warning) {
        Path file = telemetry == null ? otherwise.orElse(null) : telemetry;
        if (file == null) {
            return Telemetry.NONE;
        }
        try {
            TelemetryWriter opened = TelemetryWriter.open(file, Duration.ofDays(telemetryDays), InstantSource.system());
            writer = opened;
            recorded = file;
            return opened;
        } catch (IOException e) {
            if (telemetry == null) {
                warning.accept("starling: nothing is recorded: " + e.getMessage());
                return Telemetry.NONE;
            }
            throw new CommandException("--telemetry " + e.getMessage());
        }
    }

    /** The file of the telemetry that was opened. */
    Optional<Path> file() {
        return Optional.ofNullable(recorded);
    }

    /**
     * Opens the access log; {@link #close()} ends it.
     *
     * @throws CommandException if its file cannot be written
     */
    Optional<AccessLog> accessLog() {
        String place = accessLog;
        if (place == null) {
            return Optional.empty();
        }
        try {
            AccessLog opened = place.equals(STANDARD_OUTPUT)
                    ? AccessLog.toStream(new FileOutputStream(FileDescriptor.out), accessLogFormat)
                    : AccessLog.toFile(Path.of(place), accessLogFormat, InstantSource.system());
            log = opened;
            return Optional.of(opened);
        } catch (IOException e) {
            throw new CommandException("--access-log " + FailureLine.of(e));
        }
    }

    /** Checks what the files need, and opens nothing. */
    void check() {
        Path file = telemetry;
        if (file != null) {
            CommandFiles.requireWritable(file);
        }
        String place = accessLog;
        if (place != null && !place.equals(STANDARD_OUTPUT)) {
            CommandFiles.requireWritable(Path.of(place));
        }
    }

    void close() {
        TelemetryWriter opened = writer;
        if (opened != null) {
            opened.close();
        }
        AccessLog openedLog = log;
        if (openedLog != null) {
            openedLog.close();
        }
    }
}
