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
import java.util.Collection;
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
 *
 * <p>The path keeps its own time: a segment departs and arrives when the link would have carried it, also if no thread
 * of ours runs at that moment. On a busy machine the client gets its bytes later, but the path is as fast as it was
 * asked to be.
 */
public final class ShapedResponse implements ChunkSink, Connection {
    /** The payload of a TCP segment on Ethernet. */
    private static final int SEGMENT_BYTES = 1460;
    /** So far ahead the link gets segments, so that they can be let go on time. */
    private static final Duration AHEAD = Duration.ofMillis(50);

    private final ShapedPath path;
    private final ChunkSink sink;
    private final Connection connection;
    private final InstantSource clock;
    private final Executor executor;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Deque<Segment> onTheWay = new ArrayDeque<>();
    private long waitingBytes;
    private long bytesOnTheWay;
    /** Bytes that have arrived and go to the real connection right now. */
    private long lettingGo;
    /** What was told as acknowledged; it is not taken back. */
    private long acked;

    private Instant departed = Instant.EPOCH;
    private Instant arrived = Instant.EPOCH;
    /** Whether a thread carries bytes; it ends when there are none left. */
    private boolean carrying;

    private boolean ended;
    private @Nullable ClosedException closed;

    /** Since when the path holds bytes; null if it holds none. */
    private @Nullable Instant heldSince;

    private Duration held = Duration.ZERO;
    private Duration seenHeld = Duration.ZERO;
    private Duration seenBusy = Duration.ZERO;
    private Duration busy = Duration.ZERO;

    private record Waiting(ByteBuf chunk, Instant since) {}

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
            Instant now = clock.instant();
            admit(now);
            startHolding(now);
            waiting.addLast(new Waiting(chunk, now));
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
            admit(clock.instant());
            while (closed == null && waitingBytes > ClipSteering.MAX_UNSENT_BYTES) {
                changed.awaitNanos(
                        Duration.between(clock.instant(), nextAdmission()).toNanos());
                admit(clock.instant());
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
            for (List<Segment> due = next(); !due.isEmpty(); due = next()) {
                sink.write(
                        Unpooled.wrappedBuffer(due.stream().map(Segment::bytes).toArray(ByteBuf[]::new)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close(new ClosedException(e));
        } catch (ClosedException clientGone) {
            close(clientGone);
        }
    }

    /** Waits for segments that arrive; empty if none is left. */
    private List<Segment> next() throws InterruptedException {
        lock.lock();
        try {
            bytesOnTheWay -= lettingGo;
            lettingGo = 0;
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
                    lettingGo = bytes(due);
                    return due;
                }
                changed.awaitNanos(Duration.between(now, nextLook()).toNanos());
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives the link segments, from when they were ready for it. Responses of a session take turns, since each is only
     * a little ahead.
     */
    private void admit(Instant now) {
        boolean more = false;
        while (!waiting.isEmpty() && !nextAdmission().isAfter(now)) {
            ByteBuf chunk = waiting.getFirst().chunk();
            int bytes = Math.min(SEGMENT_BYTES, chunk.readableBytes());
            ShapedPath.Passage passage = path.admit(bytes, waiting.getFirst().since());
            departed = passage.departs();
            // TCP delivers in order: what follows a lost segment waits for it.
            arrived = passage.arrives().isAfter(arrived) ? passage.arrives() : arrived;
            onTheWay.addLast(new Segment(chunk.readRetainedSlice(bytes), arrived));
            waitingBytes -= bytes;
            bytesOnTheWay += bytes;
            if (!chunk.isReadable()) {
                waiting.removeFirst().chunk().release();
            }
            more = true;
        }
        if (more) {
            changed.signalAll();
        }
    }

    private Instant nextAdmission() {
        return departed.minus(AHEAD);
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
        return !waiting.isEmpty() && nextAdmission().isBefore(arrival) ? nextAdmission() : arrival;
    }

    private static long bytes(Collection<Segment> segments) {
        return segments.stream().mapToLong(it -> it.bytes().readableBytes()).sum();
    }

    private void close(ClosedException why) {
        lock.lock();
        try {
            closed = why;
            stopHolding(clock.instant());
            carrying = false;
            waiting.forEach(it -> it.chunk().release());
            waiting.clear();
            onTheWay.forEach(segment -> segment.bytes().release());
            onTheWay.clear();
            waitingBytes = 0;
            bytesOnTheWay = 0;
            lettingGo = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** For how long the path has held bytes; it no longer does when all have arrived. */
    private Duration heldUntil(Instant now) {
        Instant since = heldSince;
        if (since == null) {
            return held;
        }
        Instant until = waiting.isEmpty() && arrived.isBefore(now) ? arrived : now;
        return until.isAfter(since) ? held.plus(Duration.between(since, until)) : held;
    }

    private void startHolding(Instant now) {
        if (heldSince != null && waiting.isEmpty() && arrived.isBefore(now)) {
            stopHolding(now);
        }
        if (heldSince == null) {
            heldSince = now;
        }
    }

    private void stopHolding(Instant now) {
        held = heldUntil(now);
        heldSince = null;
    }

    /** Bytes that have arrived, and that no thread has let go yet. While one does, the real connection limits. */
    private long overdue(Instant now) {
        return lettingGo > 0
                ? 0
                : bytes(onTheWay.stream()
                        .takeWhile(it -> !it.arrives().isAfter(now))
                        .toList());
    }

    /** The counters of the real connection and of the artificial path together. */
    @Override
    public Optional<TcpInfo> tcpInfo() {
        return connection.tcpInfo().map(this::withPath);
    }

    private TcpInfo withPath(TcpInfo real) {
        lock.lock();
        try {
            Instant now = clock.instant();
            admit(now);
            Duration nowHeld = heldUntil(now);
            Duration ofPath = nowHeld.minus(seenHeld);
            Duration ofReal = real.busy().total().minus(seenBusy);
            // They overlap: the path is busy while it lets bytes go to the connection.
            busy = busy.plus(ofPath.compareTo(ofReal) > 0 ? ofPath : ofReal);
            seenHeld = nowHeld;
            seenBusy = real.busy().total();
            Duration longer = path.roundTrip();
            TcpInfo.RoundTrip roundTrip = real.roundTrip();
            TcpInfo.Bytes bytes = real.bytes();
            acked = Math.max(acked, bytes.acked() + overdue(now));
            long unacked = bytes.unacked() + bytesOnTheWay - (acked - bytes.acked());
            return new TcpInfo(
                    new TcpInfo.RoundTrip(
                            roundTrip.smoothed().plus(longer),
                            roundTrip.variation(),
                            roundTrip.least().plus(longer)),
                    new TcpInfo.Bytes(Math.max(0, unacked), bytes.notSent() + waitingBytes, acked),
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
