package dev.starling.swarm.pack;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** A failure of a file, a connection or a package in one line for people: what failed and where. */
public final class FailureLine {
    private FailureLine() {}

    /**
     * The line of a failure. The message of the JDK's exceptions for files is often the name of the file alone; the
     * line tells the reason, too. Of a failure without a message it is the name of its class.
     */
    public static String of(Throwable failure) {
        Throwable told = failure;
        if (failure instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
            told = unchecked.getCause();
        }
        return switch (told) {
            case NoSuchFileException e -> file(e) + ": no such file or directory";
            case AccessDeniedException e -> file(e) + ": permission denied";
            case FileSystemException e ->
                file(e) + ": " + (e.getReason() == null ? "cannot be used" : first(e.getReason()));
            default -> {
                String message = told.getMessage();
                yield message == null || message.isBlank() ? told.getClass().getSimpleName() : first(message);
            }
        };
    }

    /** A text with all its control characters replaced: names of files and messages may have line breaks in them. */
    public static String one(String text) {
        return text.replaceAll("\\p{Cc}", "?");
    }

    private static String first(String message) {
        return one(message.lines().findFirst().orElse(""));
    }

    private static String file(FileSystemException e) {
        return one(String.valueOf(e.getFile()));
    }
}
