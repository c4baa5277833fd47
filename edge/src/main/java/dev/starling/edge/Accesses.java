package dev.starling.edge;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.starling.edge.access.AccessEntry;
import dev.starling.edge.client.TrustedProxies;
import dev.starling.edge.http.KeptContent;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/** Makes the entries of the access log from what Armeria has measured. */
final class Accesses {
    /** The status of a request that its client broke off, as in nginx's log; no client gets it. */
    static final int CLIENT_CLOSED_REQUEST = 499;

    private Accesses() {}

    /** The status of an answer; of a request of HTTP/1 without one, the client has closed the connection. */
    static int status(RequestLog log) {
        int code = log.responseStatus().code();
        return code == HttpStatus.UNKNOWN.code() ? CLIENT_CLOSED_REQUEST : code;
    }

    static AccessEntry entry(RequestLog log, TrustedProxies proxies) {
        ServiceRequestContext context = (ServiceRequestContext) log.context();
        RequestHeaders request = log.requestHeaders();
        InetAddress client = proxies.client(
                context.remoteAddress().getAddress(),
                request.getAll(HttpHeaderNames.FORWARDED),
                request.getAll(HttpHeaderNames.X_FORWARDED_FOR));
        Long firstByte = log.responseFirstBytesTransferredTimeNanos();
        return new AccessEntry(
                Instant.ofEpochMilli(log.requestStartTimeMillis()),
                client.getHostAddress(),
                new AccessEntry.Request(
                        request.method().name(),
                        request.path(),
                        log.sessionProtocol().isMultiplex() ? "HTTP/2.0" : "HTTP/1.1",
                        Objects.requireNonNullElse(context.attr(Metrics.PATTERN), Metrics.NO_ROUTE),
                        Optional.ofNullable(request.get(HttpHeaderNames.REFERER)),
                        Optional.ofNullable(request.get(HttpHeaderNames.USER_AGENT))),
                new AccessEntry.Response(
                        status(log),
                        log.responseLength(),
                        log.totalDurationNanos() / 1e9,
                        firstByte == null
                                ? OptionalDouble.empty()
                                : OptionalDouble.of((firstByte - log.requestStartTimeNanos()) / 1e9)));
    }

    /**
     * When a request began, and how long it took.
     *
     * @param seconds until its response was sent
     */
    record Times(Instant start, double seconds) {}

    /**
     * The entry of a request that was answered before it reached Armeria.
     *
     * @param address of the connection
     */
    static AccessEntry entry(
            KeptContent.Sending response, String route, TrustedProxies proxies, Times times, InetAddress address) {
        HttpHeaders headers = response.request().headers();
        InetAddress client = proxies.client(
                address, headers.getAll(HttpHeaderNames.FORWARDED), headers.getAll(HttpHeaderNames.X_FORWARDED_FOR));
        return new AccessEntry(
                times.start(),
                client.getHostAddress(),
                new AccessEntry.Request(
                        response.request().method().name(),
                        response.request().uri(),
                        "HTTP/1.1",
                        route,
                        Optional.ofNullable(headers.get(HttpHeaderNames.REFERER)),
                        Optional.ofNullable(headers.get(HttpHeaderNames.USER_AGENT))),
                new AccessEntry.Response(
                        HttpStatus.OK.code(),
                        response.bytes(),
                        times.seconds(),
                        OptionalDouble.of(response.untilFirstByte().toNanos() / 1e9)));
    }
}
