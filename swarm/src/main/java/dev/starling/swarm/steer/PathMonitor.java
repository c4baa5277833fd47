package dev.starling.swarm.steer;

import dev.starling.swarm.steer.Throughput.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures the path to one client over all its connections. Thread-safe.
 *
 * <p>Throughput is the bytes that the client has acknowledged, divided by the time during which bytes were on their
 * way. Not counted are the time from the first byte to the first possible acknowledgement, and time that the sender's
 * own buffer was full.
 *
 * <p>The path was the limit if more bytes were on their way, at both ends of an interval, than it carries in its
 * shortest round trip: the others waited in its queues. It was also the limit if the receiver's window was full, or if
 * bytes waited unsent while congestion control had left slow start. Everything else is a lower bound: the sender had
 * nothing to send, waited for its own threads, or TCP was still starting.
 */
public final class PathMonitor {
    /** The kernel counts busy time in ticks of up to 4 ms; shorter intervals would measure the ticks. */
    private static final Duration MIN_INTERVAL = Duration.ofMillis(20);
    /** So many bits tell something in any time. */
    private static final double MIN_TELLING_BITS = 8 * 128 * 1024;
    /** Bytes in flight above this multiple of what a round trip carries wait in a queue of the path. */
    private static final double FILLED = 1.15;
    /** Two segments: the kernel counts whole ones. */
    private static final double SLACK_BITS = 8 * 2 * 1460;
    /** How much longer than a round trip the path should be busy with what is on its way. */
    private static final double RESERVE_SECONDS = 0.06;
    /** The kernel's round trip is a mean: the longest wait of a burst is this many times what is seen of it. */
    private static final double WAIT_PER_SEEN_WAIT = 2;
    /** Clocks, and acknowledgements that come together, are not precise enough for more. */
    private static final double MAX_HEADROOM = 4;
    /** Fewer bytes on their way would not let TCP find a faster path. */
    private static final long MIN_ENOUGH_BYTES = 12 * 1024;

    private final Throughput throughput = new Throughput();
    private final List<Beside> besides = new ArrayList<>();
    private @Nullable TcpInfo last;
    private double besideBits;
    private Duration leastBefore = Duration.ofDays(1);
    /** The longest time that bytes have waited in the path's queues. */
    private double longestQueueing;

    /** A connection that is counted until this is closed. */
    public interface Counted extends AutoCloseable {
        @Override
        void close();
    }

    /** A connection that carries sound beside the measured one. */
    private static final class Beside {
        private final Object connection;
        private final Supplier<Optional<TcpInfo>> counters;
        private long acked;
        private boolean ended;

        Beside(Object connection, Supplier<Optional<TcpInfo>> counters, long acked) {
            this.connection = connection;
            this.counters = counters;
            this.acked = acked;
        }
    }

    /**
     * A connection's counters at the start of an interval.
     *
     * @param info the counters
     * @param besideBits what other connections have carried until then
     */
    private record Mark(TcpInfo info, double besideBits) {
        boolean idle() {
            return info.bytes().queued() == 0;
        }
    }

    /**
     * What may happen on the path without a new measurement.
     *
     * @param busy the connection is busy for less than this
     * @param bits less than this is acknowledged
     */
    public record Quiet(Duration busy, double bits) {
        static final Quiet NONE = new Quiet(Duration.ZERO, 0);
    }

    /** Measures one delivery over one connection. For one thread. */
    public final class Transfer {
        private @Nullable Mark mark;
        private PathState path;
        private Duration leastRoundTrip = leastBefore();

        private final Object connection;
        private @Nullable TcpInfo latest;

        private Transfer(Object connection, Optional<TcpInfo> now) {
            this.connection = connection;
            now.ifPresent(info -> mark = begin(connection, info));
            this.path = state();
        }

        /**
         * Counts bytes handed to the connection.
         *
         * @param bytes the bytes that the connection accepted; used only where the kernel has no counters
         * @param waited how long it took to accept them; likewise
         * @param now the kernel's counters afterwards; empty where the kernel has none
         */
        public void sent(long bytes, Duration waited, Optional<TcpInfo> now) {
            if (now.isEmpty()) {
                measure(bytes, waited);
                path = state();
            } else {
                look(now.get());
            }
        }

        /**
         * Looks at the connection again.
         *
         * @param now the kernel's counters
         */
        public void look(TcpInfo now) {
            latest = now;
            if (now.roundTrip().smoothed().compareTo(leastRoundTrip) < 0) {
                leastRoundTrip = now.roundTrip().smoothed();
            }
            synchronized (PathMonitor.this) {
                mark = mark == null ? begin(connection, now) : measure(connection, mark, now);
                OptionalDouble rate = throughput.current();
                path = new PathState(
                        rate,
                        throughput.isFilled(),
                        throughput.sustained(),
                        new PathState.Queue(now.bytes().queued(), now.bytes().notSent(), enough(rate)));
            }
        }

        private OptionalLong enough(OptionalDouble rate) {
            return rate.isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(Math.max(MIN_ENOUGH_BYTES, (long)
                            (rate.getAsDouble() / 8 * (seconds(leastRoundTrip) + RESERVE_SECONDS))));
        }

        /** What may happen until a look measures again. Looks before that see the queue alone. */
        public Quiet quiet() {
            return mark == null || latest == null ? Quiet.NONE : quietSince(mark, latest);
        }

        /** The state of the path at the latest look. */
        public PathState path() {
            return path;
        }

        /** Ends the delivery: the client has acknowledged all of it, or has gone. */
        public void end() {
            ended(mark == null ? leastRoundTrip : mark.info.roundTrip().smoothed(), leastRoundTrip);
        }
    }

    /**
     * Begins a delivery over a connection.
     *
     * @param connection tells connections apart by {@code equals}
     * @param now the kernel's counters; empty where the kernel has none
     */
    public Transfer transfer(Object connection, Optional<TcpInfo> now) {
        return new Transfer(connection, now);
    }

    /**
     * Counts a connection that shares the path with the measured one, until the returned handle is closed and all its
     * bytes are acknowledged.
     *
     * @param connection tells connections apart by {@code equals}
     * @param counters reads the kernel's counters; empty once the connection is closed
     */
    public synchronized Counted beside(Object connection, Supplier<Optional<TcpInfo>> counters) {
        besides.removeIf(it -> it.connection.equals(connection));
        Beside beside = new Beside(
                connection,
                counters,
                counters.get().map(it -> it.bytes().acked()).orElse(0L));
        besides.add(beside);
        return () -> end(beside);
    }

    private synchronized void end(Beside beside) {
        beside.ended = true;
    }

    private synchronized Duration leastBefore() {
        return leastBefore;
    }

    private synchronized void ended(Duration lastRoundTrip, Duration least) {
        leastBefore = lastRoundTrip.compareTo(least) < 0 ? lastRoundTrip : least;
        throughput.endEpisode();
    }

    private synchronized Mark begin(Object connection, TcpInfo now) {
        last = now;
        return mark(connection, now);
    }

    private Mark mark(Object measured, TcpInfo now) {
        if (besides.isEmpty()) {
            return new Mark(now, besideBits);
        }
        Iterator<Beside> all = besides.iterator();
        while (all.hasNext()) {
            Beside beside = all.next();
            Optional<TcpInfo> info = beside.counters.get();
            info.ifPresent(it -> {
                besideBits +=
                        beside.connection.equals(measured) ? 0 : (it.bytes().acked() - beside.acked) * 8.0;
                beside.acked = it.bytes().acked();
            });
            if (info.isEmpty() || (beside.ended && info.get().bytes().queued() == 0)) {
                all.remove();
            }
        }
        return new Mark(now, besideBits);
    }

    /**
     * Measures a connection since a mark.
     *
     * @return the mark for the next call: the same one while the interval is too short
     */
    private synchronized Mark measure(Object connection, Mark since, TcpInfo now) {
        last = now;
        Mark mark = mark(connection, now);
        double elapsed = elapsed(since, now);
        double bits = acked(since, now) + mark.besideBits() - since.besideBits();
        if (elapsed < minInterval(now)) {
            if (bits < MIN_TELLING_BITS && !(mark.idle() && bits > 0)) {
                return since;
            }
            // So many bits in so little time: the path is at least this fast.
            throughput.add(bits, Math.max(elapsed, seconds(MIN_INTERVAL)), Limit.APPLICATION);
            return mark;
        }
        double least = seconds(now.roundTrip().least());
        longestQueueing = Math.max(longestQueueing, seconds(now.roundTrip().smoothed()) - least);
        throughput.headroom(headroom(least));
        throughput.add(bits, elapsed, limit(since.info, now, bits / elapsed * least));
        return mark;
    }

    /**
     * How many times faster than its lower bounds a path is. While TCP starts, it sends a burst each round trip, whose
     * end waits for as long as the path needs to carry it. If that is half of a round trip, the path carries two bursts
     * in one.
     *
     * @param least the shortest round trip, in seconds
     */
    private double headroom(double least) {
        return Math.clamp(least / Math.max(Double.MIN_NORMAL, WAIT_PER_SEEN_WAIT * longestQueueing), 1, MAX_HEADROOM);
    }

    /** The bits acknowledged since a mark; a client may take selective acknowledgements back. */
    private static double acked(Mark since, TcpInfo now) {
        return Math.max(0, now.bytes().acked() - since.info.bytes().acked()) * 8.0;
    }

    /** The time since a mark that counts, in seconds. */
    private static double elapsed(Mark since, TcpInfo now) {
        double busy = seconds(now.busy().total().minus(since.info.busy().total()));
        double ownBuffer =
                seconds(now.busy().bufferLimited().minus(since.info.busy().bufferLimited()));
        return busy - ownBuffer - (since.idle() ? seconds(now.roundTrip().least()) : 0);
    }

    /** In seconds. While TCP starts, acknowledgements come in bursts, a round trip apart. */
    private static double minInterval(TcpInfo now) {
        return Math.max(seconds(MIN_INTERVAL), seconds(now.roundTrip().least()));
    }

    private synchronized Quiet quietSince(Mark since, TcpInfo now) {
        double left = minInterval(now) - elapsed(since, now);
        double bits = acked(since, now) + besideBits - since.besideBits();
        return new Quiet(Duration.ofNanos((long) (left * 1e9)), MIN_TELLING_BITS - bits);
    }

    /** @param roundTripBits what the path carries in its shortest round trip */
    private static Limit limit(TcpInfo since, TcpInfo now, double roundTripBits) {
        double queuedBits = Math.min(since.bytes().unacked(), now.bytes().unacked()) * 8.0;
        boolean queues = queuedBits > roundTripBits * FILLED + SLACK_BITS;
        boolean congested = now.phase() == TcpInfo.Phase.AVOIDANCE
                && since.bytes().notSent() > 0
                && now.bytes().notSent() > 0;
        Duration receiver = now.busy().receiverLimited().minus(since.busy().receiverLimited());
        boolean slowReader = receiver.plus(receiver)
                        .compareTo(now.busy().total().minus(since.busy().total()))
                > 0;
        return queues || congested || slowReader ? Limit.NETWORK : Limit.APPLICATION;
    }

    /** Measures a transfer without the kernel's counters. */
    private synchronized void measure(long bytes, Duration waited) {
        if (waited.compareTo(MIN_INTERVAL) >= 0) {
            throughput.add(bytes * 8.0, seconds(waited), Limit.NETWORK);
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private synchronized PathState state() {
        return new PathState(throughput.current(), throughput.isFilled(), throughput.sustained(), PathState.Queue.NONE);
    }

    /** The current throughput, in bits per second. */
    public synchronized OptionalDouble currentBitsPerSecond() {
        return throughput.current();
    }

    /** The throughput to expect of the next clips. */
    public synchronized Optional<Bandwidth> sustained() {
        return throughput.sustained();
    }

    /** The kernel's latest counters of any connection. */
    public synchronized Optional<TcpInfo> last() {
        return Optional.ofNullable(last);
    }
}
