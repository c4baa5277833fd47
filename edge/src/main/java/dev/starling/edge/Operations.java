package dev.starling.edge;

import java.util.Optional;

/**
 * How an edge is operated.
 *
 * @param adminToken opens the routes for operators; if empty they are closed
 */
public record Operations(Optional<AdminToken> adminToken) {
    /** Without token. */
    public static final Operations NONE = new Operations(Optional.empty());
}
