package dev.starling.app.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** The line for the user about a failure. */
public final class FailureText {
    private FailureText() {}

    /** Whether a failure has a message for the user; any other one is a bug in Starling. */
    public static boolean isForUser(Exception failure) {
        return failure instanceof IOException
                || failure instanceof UncheckedIOException
                || failure instanceof CommandException
                || (failure.getClass().getName().startsWith("dev.starling.") && failure.getMessage() != null);
    }

    /** What failed, where, and what to do, in one line. */
    public static String of(Exception failure) {
        Throwable shown = failure;
        if (failure instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
            shown = unchecked.getCause();
        }
        return switch (shown) {
            case NoSuchFileException e -> file(e) + ": no such file or directory";
            case AccessDeniedException e -> file(e) + ": permission denied";
            case FileSystemException e -> file(e) + ": " + (e.getReason() == null ? "cannot be used" : e.getReason());
            default -> String.valueOf(shown.getMessage()).lines().findFirst().orElse("");
        };
    }

    /** Names of files may have line breaks in them. */
    private static String file(FileSystemException e) {
        return String.valueOf(e.getFile()).replaceAll("\\p{Cc}", "?");
    }
}
