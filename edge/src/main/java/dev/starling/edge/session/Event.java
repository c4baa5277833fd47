package dev.starling.edge.session;

/**
 * An event of a session's live feed.
 *
 * @param name {@code session}, {@code clip} or {@code network}
 * @param data written as JSON
 */
public record Event(String name, Object data) {
    /** The session has ended; not for clients. */
    public static final Event END = new Event("end", "");
}
