package dev.starling.app.command;

/** A command failed. The message is one line for the user: what failed, where, and what to do about it. */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** A failure with its message. */
    public CommandException(String message) {
        super(message);
    }
}
