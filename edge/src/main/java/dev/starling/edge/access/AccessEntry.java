package dev.starling.edge.access;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A request and its response.
 *
 * @param at when the request began
 * @param client its address, as the proxies in front tell it
 */
public record AccessEntry(Instant at, String client, Request request, Response response) {
    /**
     * The request.
     *
     * @param target the path with the query, as it was sent
     * @param protocol {@code HTTP/1.1} or {@code HTTP/2.0}
     * @param route the pattern of the path
     */
    public record Request(
            String method,
            String target,
            String protocol,
            String route,
            Optional<String> referer,
            Optional<String> userAgent) {}

    /**
     * The response.
     *
     * @param bytes of its content
     * @param seconds from the first byte of the request to the last of the response
     * @param firstByteSeconds to the first byte of the response; empty if there was none
     */
    public record Response(int status, long bytes, double seconds, OptionalDouble firstByteSeconds) {}
}
