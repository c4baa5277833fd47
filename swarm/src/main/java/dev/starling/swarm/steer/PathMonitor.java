package dev.starling.swarm.steer;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What the edge has measured of the path to one client, over all its connections. Safe for several threads.
 *
 * <p>Its throughput is bytes acknowledged over the time in which something was unacknowledged. That time runs on while
 * the client's receive window is shut, so a client that reads slowly is a slow path.
 */
public final class PathMonitor {
    /**
     * The kernel counts busy time in ticks of up to 4 ms; a shorter interval says more about them than about the path.
     */
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(20);
    /** After a pause TCP starts slowly; by then it has found the path's rate. */
    private static final int ROUND_TRIPS_OF_SLOW_START = 4;

    private final Throughput throughput = new Throughput();
    private @Nullable TcpInfo last;

    /** A connection's counters at the start of an interval. */
    record Mark(TcpInfo info) {}

    /** Measures one delivery over one connection. One thread. */
    public final class Transfer {
        private @Nullable Mark mark;
        private long queuedBytes;

        private Transfer(Optional<TcpInfo> now) {
            now.ifPresent(info -> mark = begin(info));
        }

        /**
         * Counts what was handed over.
         *
         * @param bytes taken by the connection
         * @param waited how long until it had taken them
         * @param now what the kernel knows of the connection afterwards; empty where it tells nothing
         */
        public void sent(long bytes, Duration waited, Optional<TcpInfo> now) {
            if (now.isEmpty()) {
                measure(bytes, waited);
                return;
            }
            queuedBytes = now.get().bytes().queued();
            mark = mark == null ? begin(now.get()) : measure(mark, now.get());
        }

        /** The path as it stands. */
        public PathState path() {
            return new PathState(currentBitsPerSecond(), queuedBytes);
        }
    }

    /**
     * Begins a delivery over a connection.
     *
     * @param now what the kernel knows of the connection; empty where it tells nothing
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
     * @return the mark for the next call: the same one while the interval is too short to tell
     */
    synchronized Mark measure(Mark since, TcpInfo now) {
        last = now;
        Duration busy = now.busy().minus(since.info.busy());
        double bits = (now.bytes().acked() - since.info.bytes().acked()) * 8.0;
        if (busy.compareTo(SHORTEST_INTERVAL) < 0) {
            if (bits < Throughput.LEAST_BITS_THAT_TELL) {
                return since;
            }
            // So much in so little time: the path is at least this fast.
            throughput.add(bits, seconds(SHORTEST_INTERVAL), Throughput.Limit.APPLICATION);
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
     * Measures a transfer without the kernel's help.
     *
     * @param bytes taken by the connection
     * @param waited how long until it had taken them
     */
    synchronized void measure(long bytes, Duration waited) {
        if (waited.compareTo(SHORTEST_INTERVAL) >= 0) {
            throughput.add(bytes * 8.0, seconds(waited), Throughput.Limit.NETWORK);
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    /** What the path carries at this moment, in bits a second. */
    public synchronized OptionalDouble currentBitsPerSecond() {
        return throughput.current();
    }

    /** What the path can be counted on to carry, in bits a second. */
    public synchronized OptionalDouble sustainedBitsPerSecond() {
        return throughput.sustained();
    }

    /** What the kernel said last of the last connection. */
    public synchronized Optional<TcpInfo> last() {
        return Optional.ofNullable(last);
    }
}
