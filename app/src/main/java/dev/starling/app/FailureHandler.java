package dev.starling.app;

import dev.starling.app.command.CommandException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Handles a failed command: one line on standard error and exit code 1. Starling's own exceptions and I/O errors carry
 * a message for the user; any other exception is a bug in Starling and is printed with its stack trace.
 */
final class FailureHandler implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        if (isForUser(failure) && System.getenv("STARLING_DEBUG") == null) {
            command.getErr().println("starling: " + message(failure));
        } else {
            command.getErr().println("starling: internal error; please report it with these lines:");
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
