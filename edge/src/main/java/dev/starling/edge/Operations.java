package dev.starling.edge;

import dev.starling.edge.access.AccessLog;
import java.util.Optional;

/**
 * How an edge is operated.
 *
 * @param adminToken opens the routes for operators; if empty they are closed
 * @param tls the certificate; if empty the edge serves cleartext
 * @param accessLog receives a line for each request; whoever opened it closes it
 * @param evolution the profiles file that the dashboard shows
 */
public record Operations(
        Optional<AdminToken> adminToken,
        Optional<TlsFiles> tls,
        Optional<AccessLog> accessLog,
        Optional<EvolutionFile> evolution) {
    /** Without token, certificate, log and profiles. */
    public static final Operations NONE =
            new Operations(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** The same with another token. */
    public Operations withAdminToken(Optional<AdminToken> token) {
        return new Operations(token, tls, accessLog, evolution);
    }

    /** The same with other certificates. */
    public Operations withTls(Optional<TlsFiles> files) {
        return new Operations(adminToken, files, accessLog, evolution);
    }

    /** The same with another profiles file. */
    public Operations withEvolution(Optional<EvolutionFile> profiles) {
        return new Operations(adminToken, tls, accessLog, profiles);
    }

    /** The same with another access log. */
    public Operations withAccessLog(Optional<AccessLog> log) {
        return new Operations(adminToken, tls, log, evolution);
    }
}
