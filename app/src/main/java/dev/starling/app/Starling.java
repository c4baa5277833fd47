package dev.starling.app;

import dev.starling.app.command.ConfigArguments;
import dev.starling.app.command.DurationConverter;
import dev.starling.app.lab.LabCommand;
import dev.starling.app.report.ReportCommand;
import dev.starling.app.terminal.Terminal;
import dev.starling.app.title.DemoCommand;
import dev.starling.app.title.EncodeCommand;
import dev.starling.app.title.InspectCommand;
import dev.starling.app.title.ServeCommand;
import dev.starling.app.title.SessionsCommand;
import dev.starling.app.title.VerifyCommand;
import dev.starling.app.tools.H264Command;
import dev.starling.app.tools.QualityCommand;
import dev.starling.app.training.AssignCommand;
import dev.starling.app.training.ClusterCommand;
import dev.starling.app.training.EvolveCommand;
import dev.starling.farm.store.Location;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The {@code starling} command: runs a subcommand and returns its exit code. */
@Command(
        name = "starling",
        description = "Encodes a video as a swarm of bitstreams and blends them, per viewer, into one stream.",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        version = "starling 0.1.0",
        subcommands = {
            DemoCommand.class,
            EncodeCommand.class,
            EvolveCommand.class,
            ClusterCommand.class,
            AssignCommand.class,
            InspectCommand.class,
            ReportCommand.class,
            VerifyCommand.class,
            ServeCommand.class,
            SessionsCommand.class,
            QualityCommand.class,
            H264Command.class,
            LabCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:ok", "1:failed", "2:bad usage"})
public final class Starling {
    /** Width of help that goes to a file or a pipe. */
    private static final int DEFAULT_COLUMNS = 100;
    /** The minimum that picocli accepts is 55. */
    private static final int MIN_COLUMNS = 60;
    /** Longer lines are hard to read. */
    private static final int MAX_COLUMNS = 120;

    private Starling() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int exitCode = run(out, err, args);
        out.flush();
        err.flush();
        System.exit(exitCode);
    }

    /**
     * Runs one command.
     *
     * @param out receives the result
     * @param err receives progress and errors
     * @return the exit code: 0 ok, 1 failed, 2 bad usage
     */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        UsageHandler usage = new UsageHandler();
        CommandLine line = commandLine()
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(usage)
                .setExecutionExceptionHandler(new FailureHandler(System.getenv()));
        String[] all;
        try {
            all = ConfigArguments.expand(Starling::commandLine, line, args);
        } catch (ParameterException wrongFile) {
            return usage.handleParseException(wrongFile, args);
        }
        return line.execute(all);
    }

    /** The command with its subcommands, ready to parse arguments. */
    static CommandLine commandLine() {
        return new CommandLine(new Starling())
                .registerConverter(Duration.class, new DurationConverter())
                .registerConverter(Location.class, Location::new)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(
                        Math.clamp(Terminal.OUT.columns().orElse(DEFAULT_COLUMNS), MIN_COLUMNS, MAX_COLUMNS));
    }
}
