package dev.starling.edge;

import dev.starling.edge.access.AccessLog;
import java.util.Optional;

/**
 * How an edge is operated.
 *
 * @param adminToken opens the routes for operators; if empty they are closed
 * @param tls the certificate; if empty the edge serves cleartext
 * @param accessLog receives a line for each request; whoever opened it closes it
 */
public record Operations(Optional<AdminToken> adminToken, Optional<TlsFiles> tls, Optional<AccessLog> accessLog) {
    /** Without token, certificate and log. */
    public static final Operations NONE = new Operations(Optional.empty(), Optional.empty(), Optional.empty());

    /** The same with another access log. */
    public Operations withAccessLog(Optional<AccessLog> log) {
        return new Operations(adminToken, tls, log);
    }
}
