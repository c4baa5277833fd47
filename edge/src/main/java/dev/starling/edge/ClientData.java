package dev.starling.edge;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.starling.edge.client.ClientAddress;
import dev.starling.edge.client.ClientHints;
import dev.starling.edge.client.Cmcd;
import dev.starling.edge.client.MalformedCmcdException;
import dev.starling.edge.client.TrustedProxies;
import dev.starling.edge.session.Session;
import dev.starling.edge.session.Sessions;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Records what requests tell of their clients. Thread-safe. */
final class ClientData {
    private final Sessions sessions;
    private final TrustedProxies proxies;
    private final Metrics metrics;
    private final InstantSource clock;

    ClientData(Sessions sessions, TrustedProxies proxies, Metrics metrics, InstantSource clock) {
        this.sessions = sessions;
        this.proxies = proxies;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * The part of a request that tells of its client.
     *
     * @param headers gives the values of a header
     * @param peer the address at the other end of the connection
     */
    record Head(Function<CharSequence, List<String>> headers, QueryParams query, InetAddress peer) {
        /** That of a request that has reached a service. */
        static Head of(ServiceRequestContext context, AggregatedHttpRequest request) {
            return new Head(
                    request.headers()::getAll,
                    context.queryParams(),
                    context.remoteAddress().getAddress());
        }

        /** That of a request before it reaches Armeria. */
        static Head of(HttpHeaders headers, QueryParams query, InetAddress peer) {
            return new Head(headers::getAll, query, peer);
        }
    }

    /** The address of the client, which a trusted proxy may tell. */
    ClientAddress address(Head head) {
        if (proxies.networks().isEmpty()) {
            return ClientAddress.of(head.peer());
        }
        return ClientAddress.of(proxies.client(
                head.peer(),
                head.headers().apply(HttpHeaderNames.FORWARDED),
                head.headers().apply(HttpHeaderNames.X_FORWARDED_FOR)));
    }

    /**
     * Records what a request for a manifest or video tells.
     *
     * @return its CMCD; none if that is malformed
     */
    Cmcd tell(Session session, Head head) {
        ClientAddress address = address(head);
        session.comesFrom(address);
        Optional<Cmcd> told = cmcd(head);
        told.ifPresentOrElse(it -> session.tell(it, clock.instant()), session::malformedCmcd);
        metrics.viewers().count(session.newExperience());
        Cmcd cmcd = told.orElse(Cmcd.NONE);
        cmcd.sessionId().ifPresent(name -> sessions.name(session, name, address));
        session.hint(ClientHints.read(name -> {
            List<String> values = head.headers().apply(name);
            return values.isEmpty() ? null : values.getFirst();
        }));
        return cmcd;
    }

    /** The CMCD of a request; empty if it is malformed. */
    private static Optional<Cmcd> cmcd(Head head) {
        String payload = head.query().get(Cmcd.QUERY_ARGUMENT);
        if (payload == null) {
            payload = headers(head);
        }
        try {
            return Optional.of(Cmcd.parse(payload));
        } catch (MalformedCmcdException ignoredAndCounted) {
            return Optional.empty();
        }
    }

    private static String headers(Head head) {
        List<String> values = new ArrayList<>();
        for (String name : Cmcd.HEADERS) {
            values.addAll(head.headers().apply(name));
        }
        return String.join(",", values);
    }
}
