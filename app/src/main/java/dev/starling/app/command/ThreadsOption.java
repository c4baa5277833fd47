package dev.starling.app.command;

import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code --threads}: a mixin of all commands that compute in several threads. */
public final class ThreadsOption {
    @Option(
            names = "--threads",
            paramLabel = "N",
            description = {"Number of threads in this process.", "  Default: one per processor"})
    private Optional<Integer> threads;

    /** Whether the option was given. */
    public boolean isGiven() {
        return threads.isPresent();
    }

    /**
     * The number of threads, at least 1.
     *
     * @param command the command whose usage an error shows
     * @throws ParameterException if a smaller number was given
     */
    public int count(CommandLine command) {
        int count = threads.orElse(Runtime.getRuntime().availableProcessors());
        if (count < 1) {
            throw new ParameterException(command, "--threads must be at least 1: " + count);
        }
        return count;
    }
}
