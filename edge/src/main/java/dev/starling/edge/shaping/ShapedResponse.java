package dev.starling.edge.shaping;

import dev.starling.edge.delivery.ChunkSink;
import dev.starling.edge.path.Connection;
import dev.starling.swarm.steer.ClipSteering;
import dev.starling.swarm.steer.TcpInfo;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A response that a {@link ShapedPath} carries: the sink of its chunks, and the connection as its sender sees it. Bytes
 * that the path has not let go count as unsent or unacknowledged, so whoever measures the connection measures the path.
 * Thread-safe.
 */
public final class ShapedResponse implements ChunkSink, Connection {
    /** The payload of a TCP segment on Ethernet. */
    private static final int SEGMENT_BYTES = 1460;
    /** So far ahead the link gets segments; a thread may wake up so late without leaving the link idle. */
    private static final Duration AHEAD = Duration.ofMillis(50);

    private final ShapedPath path;
    private final ChunkSink sink;
    private final Connection connection;
    private final InstantSource clock;
    private final Executor executor;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<ByteBuf> waiting = new ArrayDeque<>();
    private final Deque<Segment> onTheWay = new ArrayDeque<>();
    private long waitingBytes;
    private long bytesOnTheWay;
    private Instant departed = Instant.EPOCH;
    private Instant arrived = Instant.EPOCH;
    /** Whether a thread carries bytes; it ends when there are none left. */
    private boolean carrying;

    private boolean ended;
    private @Nullable ClosedException closed;

    /** Since when the path holds bytes; null if it holds none, or the thread that carries them has not begun. */
    private @Nullable Instant heldSince;

    private Duration held = Duration.ZERO;
    private Duration seenHeld = Duration.ZERO;
    private Duration seenBusy = Duration.ZERO;
    private Duration busy = Duration.ZERO;

    private record Segment(ByteBuf bytes, Instant arrives) {}

    /**
     * @param path the path of the session
     * @param sink takes the bytes that have arrived
     * @param connection the real one
     * @param executor runs the thread that carries bytes
     */
    public ShapedResponse(
            ShapedPath path, ChunkSink sink, Connection connection, InstantSource clock, Executor executor) {
        this.path = path;
        this.sink = sink;
        this.connection = connection;
        this.clock = clock;
        this.executor = executor;
    }

    /** Waits like a connection: until few bytes are unsent. */
    @Override
    public void write(ByteBuf chunk) throws ClosedException {
        if (hold(chunk)) {
            awaitRoom();
        } else {
            sink.write(chunk);
        }
    }

    /** Keeps a chunk for the link; false if the path is the real one. */
    private boolean hold(ByteBuf chunk) throws ClosedException {
        lock.lock();
        try {
            ClosedException gone = closed;
            if (gone != null) {
                chunk.release();
                throw gone;
            }
            if (!carrying && path.isReal()) {
                return false;
            }
            waiting.addLast(chunk);
            waitingBytes += chunk.readableBytes();
            if (carrying) {
                changed.signalAll();
            } else {
                carrying = true;
                executor.execute(this::carry);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void awaitRoom() throws ClosedException {
        lock.lock();
        try {
            while (closed == null && waitingBytes > ClipSteering.MAX_UNSENT_BYTES) {
                changed.await();
            }
            ClosedException gone = closed;
            if (gone != null) {
                throw gone;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClosedException(e);
        } finally {
            lock.unlock();
        }
    }

    /** The response ends when all bytes have arrived. */
    @Override
    public void end() {
        lock.lock();
        try {
            ended = true;
            if (!carrying) {
                sink.end();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void pause(Duration time) throws ClosedException {
        sink.pause(time);
    }

    private void carry() {
        try {
            begin();
            for (List<Segment> due = next(); !due.isEmpty(); due = next()) {
                ByteBuf bytes =
                        Unpooled.wrappedBuffer(due.stream().map(Segment::bytes).toArray(ByteBuf[]::new));
                int count = bytes.readableBytes();
                sink.write(bytes);
                lock.lock();
                try {
                    bytesOnTheWay -= count;
                } finally {
                    lock.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close(new ClosedException(e));
        } catch (ClosedException clientGone) {
            close(clientGone);
        }
    }

    /** Before this, bytes wait for a thread of ours, which says nothing about the path. */
    private void begin() {
        lock.lock();
        try {
            heldSince = clock.instant();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for segments that arrive; empty if none is left. */
    private List<Segment> next() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                Instant now = clock.instant();
                admit(now);
                if (onTheWay.isEmpty()) {
                    carrying = false;
                    stopHolding(now);
                    if (ended) {
                        sink.end();
                    }
                    return List.of();
                }
                List<Segment> due = due(now);
                if (!due.isEmpty()) {
                    return due;
                }
                changed.awaitNanos(Duration.between(now, nextLook()).toNanos());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gives the link segments. Responses of a session take turns, since each is only a little ahead. */
    private void admit(Instant now) {
        boolean more = false;
        while (!waiting.isEmpty() && !departed.minus(AHEAD).isAfter(now)) {
            ByteBuf chunk = waiting.getFirst();
            int bytes = Math.min(SEGMENT_BYTES, chunk.readableBytes());
            ShapedPath.Passage passage = path.admit(bytes, now);
            departed = passage.departs();
            // TCP delivers in order: what follows a lost segment waits for it.
            arrived = passage.arrives().isAfter(arrived) ? passage.arrives() : arrived;
            onTheWay.addLast(new Segment(chunk.readRetainedSlice(bytes), arrived));
            waitingBytes -= bytes;
            bytesOnTheWay += bytes;
            if (!chunk.isReadable()) {
                waiting.removeFirst().release();
            }
            more = true;
        }
        if (more) {
            changed.signalAll();
        }
    }

    private List<Segment> due(Instant now) {
        List<Segment> due = new ArrayList<>();
        while (!onTheWay.isEmpty() && !onTheWay.getFirst().arrives().isAfter(now)) {
            due.add(onTheWay.removeFirst());
        }
        return due;
    }

    private Instant nextLook() {
        Instant arrival = onTheWay.getFirst().arrives();
        Instant admission = departed.minus(AHEAD);
        return !waiting.isEmpty() && admission.isBefore(arrival) ? admission : arrival;
    }

    private void close(ClosedException why) {
        lock.lock();
        try {
            closed = why;
            stopHolding(clock.instant());
            carrying = false;
            waiting.forEach(ByteBuf::release);
            waiting.clear();
            onTheWay.forEach(segment -> segment.bytes().release());
            onTheWay.clear();
            waitingBytes = 0;
            bytesOnTheWay = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Duration heldUntil(Instant now) {
        Instant since = heldSince;
        return since == null ? held : held.plus(Duration.between(since, now));
    }

    private void stopHolding(Instant now) {
        held = heldUntil(now);
        heldSince = null;
    }

    /** The counters of the real connection and of the artificial path together. */
    @Override
    public Optional<TcpInfo> tcpInfo() {
        return connection.tcpInfo().map(this::withPath);
    }

    private TcpInfo withPath(TcpInfo real) {
        lock.lock();
        try {
            Duration nowHeld = heldUntil(clock.instant());
            Duration ofPath = nowHeld.minus(seenHeld);
            Duration ofReal = real.busy().total().minus(seenBusy);
            // They overlap: the path is busy while it lets bytes go to the connection.
            busy = busy.plus(ofPath.compareTo(ofReal) > 0 ? ofPath : ofReal);
            seenHeld = nowHeld;
            seenBusy = real.busy().total();
            Duration longer = path.roundTrip();
            TcpInfo.RoundTrip roundTrip = real.roundTrip();
            TcpInfo.Bytes bytes = real.bytes();
            return new TcpInfo(
                    new TcpInfo.RoundTrip(
                            roundTrip.smoothed().plus(longer),
                            roundTrip.variation(),
                            roundTrip.least().plus(longer)),
                    new TcpInfo.Bytes(bytes.unacked() + bytesOnTheWay, bytes.notSent() + waitingBytes, bytes.acked()),
                    new TcpInfo.Busy(
                            busy, real.busy().receiverLimited(), real.busy().bufferLimited()),
                    carrying ? TcpInfo.Phase.AVOIDANCE : real.phase(),
                    carrying ? 0 : real.deliveryBitsPerSecond(),
                    path.isReal() ? real.segments() : path.segments());
        } finally {
            lock.unlock();
        }
    }

    /** Two of one connection are equal, as {@link dev.starling.swarm.steer.PathMonitor} needs it. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ShapedResponse response && response.connection.equals(connection);
    }

    @Override
    public int hashCode() {
        return connection.hashCode();
    }
}
