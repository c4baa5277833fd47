package dev.starling.app.title;

import dev.starling.app.command.CommandException;
import dev.starling.app.command.CommandFiles;
import dev.starling.app.command.WholeNumberConverter;
import dev.starling.edge.record.Telemetry;
import dev.starling.telemetry.TelemetryWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** What an edge writes down. */
final class RecordOptions {
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

    private @Nullable TelemetryWriter writer;

    static final class DaysConverter extends WholeNumberConverter {
        DaysConverter() {
            super(1, 3_650);
        }
    }

    /**
     * Opens the telemetry; {@link #close()} ends it.
     *
     * @throws CommandException if its file cannot be written
     */
    Telemetry telemetry() {
        Path file = telemetry;
        if (file == null) {
            return Telemetry.NONE;
        }
        try {
            TelemetryWriter opened = TelemetryWriter.open(file, Duration.ofDays(telemetryDays), InstantSource.system());
            writer = opened;
            return opened;
        } catch (IOException e) {
            throw new CommandException("--telemetry " + e.getMessage());
        }
    }

    /** Checks what {@link #telemetry()} needs, and opens nothing. */
    void check() {
        Path file = telemetry;
        if (file != null) {
            CommandFiles.requireWritable(file);
        }
    }

    void close() {
        TelemetryWriter opened = writer;
        if (opened != null) {
            opened.close();
        }
    }
}
