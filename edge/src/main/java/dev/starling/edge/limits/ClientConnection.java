package dev.starling.edge.limits;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What one connection uses. */
public final class ClientConnection {
    private static final AttributeKey<ClientConnection> KEY = AttributeKey.valueOf(ClientConnection.class, "use");

    private static final Duration SECOND = Duration.ofSeconds(1);
    /** The shortest time after which the event loop has looked at its other connections. */
    private static final Duration TURN = Duration.ofMillis(1);
    /** A pause after a refusal lasts at most 8 s. */
    private static final int MAX_DOUBLINGS = 3;
    /**
     * Most frames of HTTP/2 have an answer, such as an acknowledgement, of some 250 bytes in memory. So many are read
     * while more waits for the client than its responses alone let wait.
     */
    private static final int MAX_UNTAKEN_FRAMES = 128;
    /** Responses are written while less than 64 kB waits, in frames of 16 kB. */
    private static final int MAX_RESPONSE_BYTES = 96 * 1024;
    /** How often a connection is looked at that does not take its answers. */
    private static final Duration UNTAKEN_PAUSE = Duration.ofMillis(50);

    private final Channel channel;
    private final ClientAddress address;
    private final ReadGate gate;
    /** What may be read; half of what a second allows may be read at once. */
    private final Allowance allowance;
    /** What happens when each of the requests without a complete response is over. */
    private final Set<Runnable> requests = ConcurrentHashMap.newKeySet();
    /** The requests, or frames of HTTP/2, that were read. */
    private long read;
    /** Pauses after refusals without an accepted request between them. */
    private int refusals;
    /** The frames that were read since little enough of what was sent waited. */
    private int untakenFrames;
    /** When there were too many. */
    private long untakenNanos;

    private final Duration responseTime;

    private ClientConnection(Channel channel, ClientAddress address, EdgeLimits limits) {
        int requestsPerSecond = limits.of(EdgeLimit.REQUESTS_PER_SECOND_PER_CONNECTION);
        this.channel = channel;
        this.address = address;
        this.allowance = new Allowance(requestsPerSecond, requestsPerSecond);
        this.gate = new ReadGate(channel);
        this.responseTime = limits.responseTime();
    }

    static void open(Channel channel, ClientAddress address, EdgeLimits limits) {
        ClientConnection connection = new ClientConnection(channel, address, limits);
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

    /** Counts requests, or frames of HTTP/2, that were read. */
    public void countRead(int count) {
        long now = System.nanoTime();
        read += count;
        allowance.use(count, now);
        address.requests().use(count, now);
    }

    /** How many requests, or frames of HTTP/2, were read. On the event loop. */
    public long read() {
        return read;
    }

    /** Counts frames of HTTP/2, also those that are no requests; each may have an answer. On the event loop. */
    public void countFrames(int count) {
        int before = untakenFrames;
        untakenFrames = takesAnswers() ? 0 : untakenFrames + count;
        if (before <= MAX_UNTAKEN_FRAMES && untakenFrames > MAX_UNTAKEN_FRAMES) {
            untakenNanos = System.nanoTime();
        }
    }

    private boolean takesAnswers() {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return waiting == null || waiting.totalPendingWriteBytes() <= MAX_RESPONSE_BYTES;
    }

    /**
     * Whether the next bytes may be read. If more was read than the rate of the connection or of its address allows,
     * they wait until it is allowed. They also wait while the client does not take answers; in the end the connection
     * is closed. On the event loop.
     */
    public boolean mayRead() {
        if (!gate.isOpen()) {
            return false;
        }
        long now = System.nanoTime();
        if (untakenFrames > MAX_UNTAKEN_FRAMES) {
            countFrames(0);
        }
        if (untakenFrames > MAX_UNTAKEN_FRAMES) {
            if (now - untakenNanos > responseTime.toNanos()) {
                closeAtOnce();
            } else {
                gate.closeFor(ReadGate.Reason.UNTAKEN, UNTAKEN_PAUSE);
            }
            return false;
        }
        Duration own = allowance.untilNext(now);
        Duration ofAddress = address.requests().untilNext(now);
        Duration wait = own.compareTo(ofAddress) > 0 ? own : ofAddress;
        if (wait.isPositive()) {
            gate.closeFor(ReadGate.Reason.RATE, wait.compareTo(TURN) > 0 ? wait : TURN);
        }
        return gate.isOpen();
    }

    /** Reads on in the next turn of the event loop, after what others have sent. On the event loop. */
    public void yieldTurn() {
        gate.closeFor(ReadGate.Reason.YIELDED, TURN);
    }

    /**
     * Reads nothing for a second, because a request was refused; after each further refusal in a row, twice as long. On
     * the event loop.
     */
    void pause() {
        if (gate.closeFor(ReadGate.Reason.REFUSED, SECOND.multipliedBy(1L << refusals))) {
            refusals = Math.min(refusals + 1, MAX_DOUBLINGS);
        }
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
        Future<?> closing = channel.eventLoop().schedule(this::closeAtOnce, time.toMillis(), TimeUnit.MILLISECONDS);
        var _ = sent.thenRun(() -> closing.cancel(false));
    }

    /** The first handler closes at once; others would wait for the streams. A closed connection has no handlers. */
    private void closeAtOnce() {
        ChannelHandlerContext first = channel.pipeline().firstContext();
        if (first != null) {
            var _ = first.close();
        }
    }
}
