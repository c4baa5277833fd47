package dev.starling.app.lab;

import dev.starling.app.command.CommandException;
import dev.starling.lab.trace.TraceFile;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Options that name traces to learn from. */
final class LabTraces {
    @Option(
            names = "--traces",
            paramLabel = "PATH",
            arity = "1..*",
            showDefaultValue = Visibility.NEVER,
            description = {
                "Trace files, and folders with trace files.",
                "  The folder's name is the family of its traces"
            })
    private List<Path> traces = List.of();

    @Option(
            names = "--except",
            paramLabel = "GLOB",
            showDefaultValue = Visibility.NEVER,
            description = "Leave out traces whose file names match, such as those to test on.")
    private @Nullable String except;

    /** Whether the option was given. */
    boolean isGiven() {
        return !traces.isEmpty();
    }

    /**
     * The traces, in the order of their paths.
     *
     * @throws ParameterException if the option was not given
     * @throws CommandException if there are none
     */
    List<TraceFile> find(CommandLine command) throws IOException {
        if (!isGiven()) {
            throw new ParameterException(command, "--traces is missing: name trace files or folders");
        }
        List<TraceFile> files =
                TraceFile.find(traces).stream().filter(this::isUsed).toList();
        if (files.isEmpty()) {
            throw new CommandException("--traces: no files found");
        }
        return files;
    }

    private boolean isUsed(TraceFile file) {
        if (except == null) {
            return true;
        }
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + except);
        return !matcher.matches(file.file().getFileName());
    }
}
