package dev.starling.edge;

import dev.starling.edge.access.AccessLog;
import dev.starling.edge.upload.FolderEncodes;
import java.util.Optional;

/**
 * How an edge is operated.
 *
 * @param adminToken opens the routes for operators; if empty they are closed
 * @param tls the certificate; if empty the edge serves cleartext
 * @param accessLog receives a line for each request; whoever opened it closes it
 * @param evolution the profiles file that the dashboard shows
 * @param encodes the encodes of this machine that the dashboard shows beside those of uploads
 */
public record Operations(
        Optional<AdminToken> adminToken,
        Optional<TlsFiles> tls,
        Optional<AccessLog> accessLog,
        Optional<EvolutionFile> evolution,
        Optional<FolderEncodes> encodes) {
    /** Without token, certificate, log, profiles and encodes. */
    public static final Operations NONE =
            new Operations(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** The same with another token. */
    public Operations withAdminToken(Optional<AdminToken> token) {
        return new Operations(token, tls, accessLog, evolution, encodes);
    }

    /** The same with other certificates. */
    public Operations withTls(Optional<TlsFiles> files) {
        return new Operations(adminToken, files, accessLog, evolution, encodes);
    }

    /** The same with another profiles file. */
    public Operations withEvolution(Optional<EvolutionFile> profiles) {
        return new Operations(adminToken, tls, accessLog, profiles, encodes);
    }

    /** The same with another access log. */
    public Operations withAccessLog(Optional<AccessLog> log) {
        return new Operations(adminToken, tls, log, evolution, encodes);
    }

    /** The same that shows the encodes into a folder of packages. */
    public Operations withEncodes(Optional<FolderEncodes> ofFolder) {
        return new Operations(adminToken, tls, accessLog, evolution, ofFolder);
    }
}
