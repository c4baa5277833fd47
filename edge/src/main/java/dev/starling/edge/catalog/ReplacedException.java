package dev.starling.edge.catalog;

/** A package was replaced or removed while something of it was read. {@link Catalog#find} gives what is there now. */
public final class ReplacedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ReplacedException(String id, Throwable cause) {
        super(id + " was replaced", cause);
    }

    ReplacedException(String id) {
        super(id + " was replaced");
    }
}
