package dev.starling.app.command;

import dev.starling.swarm.pack.FailureLine;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Which failures the user can do something about; {@link FailureLine} tells them. */
public final class Failures {
    private Failures() {}

    /** Whether a failure has a message for the user; any other one is a bug in Starling. */
    public static boolean isForUser(Exception failure) {
        return failure instanceof IOException
                || failure instanceof UncheckedIOException
                || failure instanceof CommandException
                || (failure.getClass().getName().startsWith("dev.starling.") && failure.getMessage() != null);
    }
}
