package dev.starling.farm;

/** A title cannot be encoded or measured. The message is one line: what, where, and what to do. */
public final class FarmException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public FarmException(String message) {
        super(message);
    }
}
