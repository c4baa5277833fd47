package dev.starling.edge.session;

/**
 * An event of a session's live feed.
 *
 * @param name {@code session}, {@code clip}, {@code network} or {@code playback}
 * @param data written as JSON
 */
public record Event(String name, Object data) {
    /** The session has ended; not for clients. */
    public static final Event END = new Event("end", "");
}
