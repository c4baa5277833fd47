package dev.starling.swarm.steer;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Measures the path to one client over all its connections. Thread-safe.
 *
 * <p>Throughput is the acknowledged bytes divided by the time during which bytes were unacknowledged. That time
 * includes closed receive windows, so a client that reads slowly counts as a slow path.
 */
public final class PathMonitor {
    /** The kernel counts busy time in ticks of up to 4 ms; shorter intervals would measure the ticks. */
    private static final Duration MIN_INTERVAL = Duration.ofMillis(20);
    /** After a pause TCP starts slowly; after this many round trips it has found the path's rate. */
    private static final int ROUND_TRIPS_OF_SLOW_START = 4;

    private final Throughput throughput = new Throughput();
    private @Nullable TcpInfo last;

    /** A connection's counters at the start of an interval. */
    record Mark(TcpInfo info) {}

    /** Measures one delivery over one connection. For one thread. */
    public final class Transfer {
        private @Nullable Mark mark;
        private long queuedBytes;

        private Transfer(Optional<TcpInfo> now) {
            now.ifPresent(info -> mark = begin(info));
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
                return;
            }
            queuedBytes = now.get().bytes().queued();
            mark = mark == null ? begin(now.get()) : measure(mark, now.get());
        }

        /** The current state of the path. */
        public PathState path() {
            return new PathState(currentBitsPerSecond(), queuedBytes);
        }
    }

    /**
     * Begins a delivery over a connection.
     *
     * @param now the kernel's counters; empty where the kernel has none
     */
    public Transfer transfer(Optional<TcpInfo> now) {
        return new Transfer(now);
    }

    synchronized Mark begin(TcpInfo now) {
        last = now;
        return new Mark(now);
    }

    /**
     * Measures a connection since a mark.
     *
     * @return the mark for the next call: the same one while the interval is too short
     */
    synchronized Mark measure(Mark since, TcpInfo now) {
        last = now;
        Duration busy = now.busy().minus(since.info.busy());
        double bits = (now.bytes().acked() - since.info.bytes().acked()) * 8.0;
        if (busy.compareTo(MIN_INTERVAL) < 0) {
            if (bits < Throughput.MIN_TELLING_BITS) {
                return since;
            }
            // So many bits in so little time: the path is at least this fast.
            throughput.add(bits, seconds(MIN_INTERVAL), Throughput.Limit.APPLICATION);
            return new Mark(now);
        }
        boolean startedIdle = since.info.bytes().queued() == 0;
        boolean slowStart =
                startedIdle && busy.compareTo(now.roundTrip().smoothed().multipliedBy(ROUND_TRIPS_OF_SLOW_START)) < 0;
        Throughput.Limit limit =
                now.bytes().notSent() > 0 && !slowStart ? Throughput.Limit.NETWORK : Throughput.Limit.APPLICATION;
        throughput.add(bits, seconds(busy), limit);
        return new Mark(now);
    }

    /**
     * Measures a transfer without the kernel's counters.
     *
     * @param bytes the bytes that the connection accepted; used only where the kernel has no counters
     * @param waited how long it took to accept them; likewise
     */
    synchronized void measure(long bytes, Duration waited) {
        if (waited.compareTo(MIN_INTERVAL) >= 0) {
            throughput.add(bytes * 8.0, seconds(waited), Throughput.Limit.NETWORK);
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    /** The current throughput, in bits per second. */
    public synchronized OptionalDouble currentBitsPerSecond() {
        return throughput.current();
    }

    /** The sustained throughput, in bits per second. */
    public synchronized OptionalDouble sustainedBitsPerSecond() {
        return throughput.sustained();
    }

    /** The kernel's latest counters of any connection. */
    public synchronized Optional<TcpInfo> last() {
        return Optional.ofNullable(last);
    }
}
