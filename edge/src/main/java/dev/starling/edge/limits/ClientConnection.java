package dev.starling.edge.limits;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What one connection uses. */
public final class ClientConnection {
    private static final AttributeKey<ClientConnection> KEY = AttributeKey.valueOf(ClientConnection.class, "use");

    private static final int MAX_PAUSE_SECONDS = 8;

    private final Channel channel;
    private final ClientAddress address;
    private final ReadGate gate;
    private final int requestsPerSecond;
    /** What happens when each of the requests without a complete response is over. */
    private final Set<Runnable> requests = ConcurrentHashMap.newKeySet();
    /** What was read and does not yet fit the rate. */
    private int unpaid;
    /** Pauses after refusals without an accepted request between them. */
    private int refusals;

    private boolean paused;

    private ClientConnection(Channel channel, ClientAddress address, int requestsPerSecond) {
        this.channel = channel;
        this.address = address;
        this.requestsPerSecond = requestsPerSecond;
        this.gate = new ReadGate(channel);
    }

    static void open(Channel channel, ClientAddress address, int requestsPerSecond) {
        ClientConnection connection = new ClientConnection(channel, address, requestsPerSecond);
        channel.attr(KEY).set(connection);
        var _ = channel.closeFuture().addListener(_ -> connection.requests.forEach(Runnable::run));
    }

    /** The connection of a channel that {@link Admission} has seen. */
    public static ClientConnection of(Channel channel) {
        return Objects.requireNonNull(channel.attr(KEY).get());
    }

    /** The address that it comes from. */
    public ClientAddress address() {
        return address;
    }

    /** Pauses reading. */
    public ReadGate gate() {
        return gate;
    }

    /** The number of requests without a complete response. */
    int requests() {
        return requests.size();
    }

    /**
     * Counts a request until its response is sent or the connection is closed. Armeria does not complete the log of
     * every request whose connection is closed before.
     *
     * @param whenOver called once
     */
    void countRequest(CompletableFuture<?> sent, Runnable whenOver) {
        Runnable once = new Runnable() {
            @Override
            public void run() {
                if (requests.remove(this)) {
                    whenOver.run();
                }
            }
        };
        requests.add(once);
        var _ = sent.thenRun(once);
        if (!channel.isOpen()) {
            once.run();
        }
    }

    /**
     * Counts requests, or frames of HTTP/2, that were read; above the rate of the connection or of the address, nothing
     * is read for a while. On the event loop.
     */
    public void countRead(int count, Instant now) {
        for (int i = 0; i < count; i++) {
            unpaid++;
            if (unpaid == 1) {
                scheduleTick();
            }
            if (unpaid >= requestsPerSecond || !address.requests().take(now)) {
                gate.close(ReadGate.Reason.REQUESTS_PER_SECOND);
            }
        }
    }

    /**
     * Reads nothing for a second, because a request was refused; after each further refusal in a row, twice as long. On
     * the event loop.
     */
    void pause() {
        if (paused) {
            return;
        }
        paused = true;
        gate.close(ReadGate.Reason.REFUSED);
        long seconds = Math.min(MAX_PAUSE_SECONDS, 1L << refusals);
        refusals = Math.min(refusals + 1, MAX_PAUSE_SECONDS);
        var _ = channel.eventLoop()
                .schedule(
                        () -> {
                            paused = false;
                            gate.open(ReadGate.Reason.REFUSED);
                        },
                        seconds,
                        TimeUnit.SECONDS);
    }

    /** Counts a request that was not refused. On the event loop. */
    void countAccepted() {
        refusals = 0;
    }

    /** Closes the connection unless all that was written is sent in time: a client without a window holds memory. */
    void closeUnlessSent(CompletableFuture<?> sent, Duration time) {
        if (sent.isDone()) {
            return;
        }
        Future<?> closing = channel.eventLoop()
                .schedule(
                        () -> {
                            // The first handler closes at once; others would wait for the streams.
                            var _ = channel.pipeline().firstContext().close();
                        },
                        time.toMillis(),
                        TimeUnit.MILLISECONDS);
        var _ = sent.thenRun(() -> closing.cancel(false));
    }

    private void scheduleTick() {
        var _ = channel.eventLoop().schedule(this::tick, 1, TimeUnit.SECONDS);
    }

    private void tick() {
        unpaid = Math.max(0, unpaid - requestsPerSecond);
        if (unpaid > 0 && channel.isOpen()) {
            scheduleTick();
        }
        if (unpaid < requestsPerSecond) {
            gate.open(ReadGate.Reason.REQUESTS_PER_SECOND);
        }
    }
}
