package dev.starling.edge.limits;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.channel.Channel;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Counts the requests in flight and the bytes that wait, and refuses requests above their limits. */
public final class Shedding implements DecoratingHttpServiceFunction {
    private static final long BYTES_PER_MEBIBYTE = 1 << 20;
    /** Instead of a number of bytes: nothing of the response will wait any more. */
    private static final long OVER = -1;

    private final EdgeLimits limits;
    private final Function<String, HttpResponse> refusal;
    private final String never;
    private final Load all = new Load();

    /**
     * @param refusal makes the response with a text that tells the client the reason
     * @param never the path of requests that are counted and never refused
     */
    public Shedding(EdgeLimits limits, Function<String, HttpResponse> refusal, String never) {
        this.limits = limits;
        this.refusal = refusal;
        this.never = never;
    }

    /** The number of requests without a complete response. */
    public int requestsInFlight() {
        return all.requests();
    }

    /** The bytes of texts that wait until clients take them. */
    public long waitingBytes() {
        return all.waitingBytes();
    }

    @Override
    public HttpResponse serve(HttpService delegate, ServiceRequestContext context, HttpRequest request)
            throws Exception {
        ClientConnection connection = ClientConnection.of(Objects.requireNonNull(
                context.log().ensureAvailable(RequestLogProperty.SESSION).channel()));
        Load address = connection.address().load();
        boolean refused = isExceededFor(connection) && !context.path().equals(never);
        if (refused) {
            connection.pause();
        } else {
            connection.countAccepted();
        }
        AtomicLong waiting = new AtomicLong();
        CompletableFuture<?> sent = context.log().whenComplete();
        count(connection, sent, () -> setWaiting(waiting, OVER, address));
        HttpResponse response = refused
                ? refusal.apply("Too many requests are in flight.")
                // The next data is taken from the response when the last one has been sent.
                : delegate.serve(context, request).peekData(data -> setWaiting(waiting, heapBytes(data), address));
        // Armeria's timeout ends when the last data is handed over, not when it is sent.
        var _ = response.whenComplete().whenComplete((_, _) -> connection.closeUnlessSent(sent, limits.responseTime()));
        return response;
    }

    /**
     * Counts a request that is answered from memory before it reaches a service.
     *
     * @param sent completes when the whole response is sent or the connection is closed
     * @return false, and nothing is counted, if the request must be refused
     */
    public boolean begin(Channel channel, CompletableFuture<?> sent) {
        ClientConnection connection = ClientConnection.of(channel);
        if (isExceededFor(connection)) {
            return false;
        }
        connection.countAccepted();
        count(connection, sent, () -> {});
        return true;
    }

    /** Closes the connection of such a request unless the response is sent in time. */
    public void closeUnlessSent(Channel channel, CompletableFuture<?> sent) {
        ClientConnection.of(channel).closeUnlessSent(sent, limits.responseTime());
    }

    private boolean isExceededFor(ClientConnection connection) {
        return connection.requests() >= limits.of(EdgeLimit.REQUESTS_PER_CONNECTION)
                || exceeds(
                        connection.address().load(),
                        EdgeLimit.REQUESTS_PER_ADDRESS,
                        EdgeLimit.MEBIBYTES_WAITING_PER_ADDRESS)
                || exceeds(all, EdgeLimit.REQUESTS, EdgeLimit.MEBIBYTES_WAITING);
    }

    private void count(ClientConnection connection, CompletableFuture<?> sent, Runnable whenOver) {
        Load address = connection.address().load();
        address.addRequests(1);
        all.addRequests(1);
        connection.countRequest(sent, () -> {
            whenOver.run();
            address.addRequests(-1);
            all.addRequests(-1);
        });
    }

    private boolean exceeds(Load load, EdgeLimit requests, EdgeLimit mebibytes) {
        return load.requests() >= limits.of(requests)
                || load.waitingBytes() >= limits.of(mebibytes) * BYTES_PER_MEBIBYTE;
    }

    private static long heapBytes(HttpData data) {
        return data.isPooled() ? 0 : data.length();
    }

    /** Sets what waits of a response, until it is {@link #OVER}. */
    private void setWaiting(AtomicLong waiting, long bytes, Load address) {
        long before = waiting.getAndUpdate(now -> now == OVER ? OVER : bytes);
        if (before != OVER) {
            long more = Math.max(0, bytes) - before;
            address.addWaiting(more);
            all.addWaiting(more);
        }
    }
}
