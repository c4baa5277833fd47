package dev.starling.edge;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** Refuses requests above the limits of requests in flight. */
final class Shedding implements DecoratingHttpServiceFunction {
    private static final AttributeKey<AtomicInteger> IN_FLIGHT =
            AttributeKey.valueOf(Shedding.class, "requests in flight");

    private final EdgeLimits.Requests limits;
    private final AtomicInteger inFlight = new AtomicInteger();

    Shedding(EdgeLimits.Requests limits) {
        this.limits = limits;
    }

    @Override
    public HttpResponse serve(HttpService delegate, ServiceRequestContext context, HttpRequest request)
            throws Exception {
        Channel channel = Objects.requireNonNull(
                context.log().ensureAvailable(RequestLogProperty.SESSION).channel());
        AtomicInteger ofConnection = channel.attr(IN_FLIGHT).get();
        if (ofConnection == null) {
            // One thread serves a connection, so nobody else sets it meanwhile.
            ofConnection = new AtomicInteger();
            channel.attr(IN_FLIGHT).set(ofConnection);
        }
        AtomicInteger counted = ofConnection;
        int connection = counted.incrementAndGet();
        int total = inFlight.incrementAndGet();
        var _ = context.log().whenComplete().thenRun(() -> {
            counted.decrementAndGet();
            inFlight.decrementAndGet();
        });
        return connection > limits.perConnection() || total > limits.total()
                ? Answers.unavailable("Too many requests are in flight.")
                : delegate.serve(context, request);
    }
}
