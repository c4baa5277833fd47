package dev.starling.app;

import dev.starling.farm.store.Location;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code starling} command: picks the subcommand and turns its outcome into an exit code. */
@Command(
        name = "starling",
        description = "Encodes a video as a swarm of bitstreams and blends them, per viewer, into one stream.",
        mixinStandardHelpOptions = true,
        version = "starling 0.1.0",
        subcommands = {
            DemoCommand.class,
            EncodeCommand.class,
            EvolveCommand.class,
            ClusterCommand.class,
            AssignCommand.class,
            InspectCommand.class,
            ServeCommand.class,
            QualityCommand.class,
            H264Command.class
        },
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:ok", "1:failed", "2:bad usage"})
public final class Starling implements Callable<Integer> {
    private static final int USUAL_COLUMNS = 100;
    /** picocli takes no less than the first; lines longer than the second are hard to read. */
    private static final int LEAST_COLUMNS = 60;

    private static final int MOST_COLUMNS = 120;

    @Spec
    private CommandSpec spec;

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
        return commandLine()
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(new UsageHandler())
                .setExecutionExceptionHandler(new FailureHandler())
                .execute(args);
    }

    /** The command as picocli has it, with all that its arguments need to be read. */
    static CommandLine commandLine() {
        return new CommandLine(new Starling())
                .registerConverter(Location.class, Location::new)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(
                        Math.clamp(Terminal.OUT.columns().orElse(USUAL_COLUMNS), LEAST_COLUMNS, MOST_COLUMNS));
    }

    @Override
    public Integer call() {
        return UsageHandler.nameACommand(spec);
    }
}
