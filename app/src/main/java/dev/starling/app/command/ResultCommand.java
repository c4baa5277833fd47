package dev.starling.app.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that prints a result: as text, or with {@code --json} as one JSON object. */
public abstract class ResultCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print the result as one JSON object on the last line of standard output.")
    private boolean json;

    /**
     * The outcome of a command.
     *
     * @param json the result: a record whose components become the members of the JSON object, see {@code docs/cli.md}
     * @param text prints the same result as text
     * @param exitCode 0 or 1
     */
    protected record Outcome(Object json, Consumer<PrintWriter> text, int exitCode) {
        /** The command did what it should. */
        public static Outcome ok(Object json, Consumer<PrintWriter> text) {
            return new Outcome(json, text, ExitCode.OK);
        }

        /** The result itself reports a failure. */
        public static Outcome failed(Object json, Consumer<PrintWriter> text) {
            return new Outcome(json, text, ExitCode.SOFTWARE);
        }
    }

    /**
     * Does the command's work; progress goes to {@link #err}.
     *
     * @throws CommandException if the command failed, with a message for the user; other exceptions of Starling and
     *     {@link IOException} are printed in one line too
     */
    protected abstract Outcome run() throws IOException, InterruptedException;

    @Override
    public final Integer call() throws IOException, InterruptedException {
        Outcome outcome = run();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(toJson(outcome.json()));
        } else {
            outcome.text().accept(out);
        }
        out.flush();
        return outcome.exitCode();
    }

    private static String toJson(Object result) {
        try {
            return JSON.writeValueAsString(result);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON form: " + result.getClass(), e);
        }
    }

    /** The command as picocli describes it. */
    protected final CommandSpec spec() {
        return spec;
    }

    /** Standard error, for progress. */
    protected final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** A usage error: exit code 2. */
    protected final ParameterException badUsage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
