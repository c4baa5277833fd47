package dev.starling.farm;

/** A title cannot be encoded. The message is one line for the person who asked: what, where, and what to do. */
public final class FarmException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FarmException(String message) {
        super(message);
    }

    FarmException(String message, Throwable cause) {
        super(message, cause);
    }
}
