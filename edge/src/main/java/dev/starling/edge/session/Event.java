package dev.starling.edge.session;

/**
 * What a session's live feed says.
 *
 * @param name of the event: {@code session}, {@code clip} or {@code network}
 * @param data becomes JSON
 */
public record Event(String name, Object data) {}
