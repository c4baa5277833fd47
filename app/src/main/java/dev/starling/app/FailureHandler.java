package dev.starling.app;

import dev.starling.app.command.Failures;
import dev.starling.swarm.pack.FailureLine;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Handles a failed command: one line on standard error and exit code 1. Starling's own exceptions and I/O errors carry
 * a message for the user; {@value #DEBUG} in the environment adds the stack trace. Any other exception is a bug in
 * Starling and is always printed with its stack trace.
 */
final class FailureHandler implements IExecutionExceptionHandler {
    private static final String DEBUG = "STARLING_DEBUG";

    private final Map<String, String> environment;

    /** @param environment the environment variables */
    FailureHandler(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        boolean forUser = Failures.isForUser(failure);
        command.getErr()
                .println("starling: "
                        + (forUser ? FailureLine.of(failure) : "internal error; please report it with these lines:"));
        if (!forUser || environment.containsKey(DEBUG)) {
            failure.printStackTrace(command.getErr());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }
}
