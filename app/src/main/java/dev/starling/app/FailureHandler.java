package dev.starling.app;

import dev.starling.app.command.CommandException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
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
        boolean forUser = isForUser(failure);
        command.getErr()
                .println("starling: "
                        + (forUser ? message(failure) : "internal error; please report it with these lines:"));
        if (!forUser || environment.containsKey(DEBUG)) {
            failure.printStackTrace(command.getErr());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static boolean isForUser(Exception failure) {
        return failure instanceof IOException
                || failure instanceof UncheckedIOException
                || failure instanceof CommandException
                || (failure.getClass().getName().startsWith("dev.starling.") && failure.getMessage() != null);
    }

    private static String message(Exception failure) {
        Throwable shown = failure;
        if (failure instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
            shown = unchecked.getCause();
        }
        return switch (shown) {
            case NoSuchFileException e -> e.getFile() + ": no such file or directory";
            case AccessDeniedException e -> e.getFile() + ": permission denied";
            case FileSystemException e ->
                e.getFile() + ": " + (e.getReason() == null ? "cannot be used" : e.getReason());
            default -> String.valueOf(shown.getMessage()).lines().findFirst().orElse("");
        };
    }
}
