package dev.starling.app;

/** A command cannot do what was asked; the message is one line for the person who asked: what, where and what to do. */
final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1;

    CommandException(String message) {
        super(message);
    }
}
