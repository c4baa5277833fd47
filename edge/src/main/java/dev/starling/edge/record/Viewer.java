package dev.starling.edge.record;

/**
 * Whose record it is, without telling who that is.
 *
 * @param session a hash of the session's id with a secret of the edge's process
 * @param address a hash of the client's address with a secret of the day
 */
public record Viewer(String session, String address) {}
