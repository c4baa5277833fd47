package dev.starling.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Turns what a command threw into one line on standard error and exit code 1. Our own exceptions and I/O errors carry a
 * message for people; anything else is a defect of Starling and shows its stack trace.
 */
final class FailureHandler implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        if (isForPeople(failure) && System.getenv("STARLING_DEBUG") == null) {
            command.getErr().println("starling: " + message(failure));
        } else {
            command.getErr().println("starling: a defect in Starling, please report it with these lines:");
            failure.printStackTrace(command.getErr());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static boolean isForPeople(Exception failure) {
        return failure instanceof IOException
                || failure instanceof UncheckedIOException
                || failure instanceof CommandException
                || (failure.getClass().getName().startsWith("dev.starling.") && failure.getMessage() != null);
    }

    private static String message(Exception failure) {
        Throwable told = failure;
        if (failure instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
            told = unchecked.getCause();
        }
        return switch (told) {
            case NoSuchFileException e -> e.getFile() + ": no such file or directory";
            case AccessDeniedException e -> e.getFile() + ": permission denied";
            case FileSystemException e ->
                e.getFile() + ": " + (e.getReason() == null ? "cannot be used" : e.getReason());
            default -> String.valueOf(told.getMessage()).lines().findFirst().orElse("");
        };
    }
}
