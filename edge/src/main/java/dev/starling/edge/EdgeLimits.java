package dev.starling.edge;

import java.time.Duration;

/**
 * What one client, and all clients together, may use of an edge. What exceeds a limit is refused at once, with 503
 * where HTTP permits it, so that the others are served as before.
 */
public record EdgeLimits(Connections connections, Requests requests, int sessionsPerSecond) {
    /**
     * The limits by default.
     *
     * <ul>
     *   <li>20,000 connections: each takes some 10 kB of heap and a file descriptor.
     *   <li>1,000 for each address: a household has tens, but many share one address behind a carrier's NAT.
     *   <li>100 streams for each HTTP/2 connection: the smallest value that RFC 9113 (6.5.2) recommends.
     *   <li>64 requests in flight for each connection: a player has at most six, a page with its files some twenty.
     *   <li>20,000 in all: about one for each connection, each some 20 kB.
     *   <li>10 s for the head and body of a request: they fit a few packets.
     *   <li>1,000 sessions a second: after a restart, the viewers of a full edge come back within ten seconds.
     * </ul>
     */
    public static final EdgeLimits DEFAULT = new EdgeLimits(
            new Connections(20_000, 1_000, 100), new Requests(64, 20_000, Duration.ofSeconds(10)), 1_000);

    /**
     * Limits for connections.
     *
     * @param total all that are open
     * @param perAddress those of one IP address
     * @param streams the concurrent streams of one HTTP/2 connection
     */
    public record Connections(int total, int perAddress, int streams) {}

    /**
     * Limits for requests.
     *
     * @param perConnection those of one connection that have no complete response
     * @param total those of all connections that have no complete response
     * @param readTime the longest time from the first byte of a request to its last
     */
    public record Requests(int perConnection, int total, Duration readTime) {}

    /** The same limits with another one for the connections of one address. */
    public EdgeLimits withConnectionsPerAddress(int other) {
        return new EdgeLimits(
                new Connections(connections.total(), other, connections.streams()), requests, sessionsPerSecond);
    }
}
