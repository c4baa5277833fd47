package dev.starling.lab.delivery;

import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.swarm.steer.ClipSteering;
import dev.starling.swarm.steer.TcpInfo;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The sender's end of a TCP connection over a trace. Bytes are carried in order; the path is never idle while bytes are
 * waiting. The network takes as many bytes as are on their way and as its queue holds; the others wait unsent in the
 * socket. Exact: no steps. There is no loss and no slow start. All times are in seconds of the trace and must not go
 * back.
 */
final class SenderSocket {
    private static final double BITS_PER_BYTE = 8;
    private static final double SEGMENT_BYTES = 1448;

    private final BandwidthTrace trace;
    private final Link link;
    /** The time is split into busy periods, in which the path carries at all times, and pauses. */
    private final Deque<Period> periods = new ArrayDeque<>();

    private final Deque<Write> writes = new ArrayDeque<>();
    private double written;
    private double carryingSeconds;
    /** The time with unacknowledged bytes before {@link #busySince}. */
    private double busyBefore;

    private double busySince;

    /**
     * A time in which the path carries without pause.
     *
     * @param start when it starts
     * @param bitsBefore what the trace could carry until then
     * @param from the first byte
     * @param until the first byte after the period
     * @param end when its last byte leaves the queue
     */
    private record Period(double start, double bitsBefore, double from, double until, double end) {}

    /** Bytes up to a position, and when they were written. */
    private record Write(double until, double time) {}

    SenderSocket(BandwidthTrace trace, Link link) {
        this.trace = trace;
        this.link = link;
    }

    /** Writes bytes without waiting. */
    void write(double bytes, double now) {
        double start = now;
        double from = written;
        if (!periods.isEmpty() && periods.getLast().end() > now) {
            Period current = periods.removeLast();
            start = current.start();
            from = current.from();
            carryingSeconds -= current.end() - current.start();
        } else if (periods.isEmpty()) {
            busySince = now;
        } else if (acknowledgedAt(periods.getLast()) < now) {
            busyBefore += acknowledgedAt(periods.getLast()) - busySince;
            busySince = now;
        }
        written += bytes;
        double bitsBefore = trace.bitsUntil(start);
        Period next = new Period(start, bitsBefore, from, written, timeOf(start, bitsBefore, written - from));
        periods.addLast(next);
        carryingSeconds += next.end() - next.start();
        writes.addLast(new Write(written, now));
    }

    /** When the unsent bytes are few enough that the socket takes more ({@code TCP_NOTSENT_LOWAT}); now, if they are. */
    double writableAt(double now) {
        Period last = periods.getLast();
        double carried = written - link.queueBytes() - ClipSteering.MAX_UNSENT_BYTES;
        return carried <= last.from() ? now : Math.max(now, timeOf(last.start(), last.bitsBefore(), carried - last.from()));
    }

    /** When the client has received all that was written. */
    double receivedAt() {
        return periods.getLast().end() + link.roundTripSeconds() / 2;
    }

    /** The payload written. */
    double written() {
        return written;
    }

    /** The time in which the path carried, or will carry, what was written. */
    double carryingSeconds() {
        return carryingSeconds;
    }

    /** The kernel's counters. */
    TcpInfo tcpInfo(double now) {
        forget(now);
        double carried = carried(now);
        double acked = carried(now - link.roundTripSeconds());
        double backlog = written - carried;
        double inNetwork = carried - acked + Math.min(backlog, link.queueBytes());
        double busy = periods.isEmpty()
                ? 0
                : busyBefore + Math.min(now, acknowledgedAt(periods.getLast())) - busySince;
        return new TcpInfo(
                new TcpInfo.RoundTrip(duration(roundTrip(acked)), Duration.ZERO),
                new TcpInfo.Bytes(Math.round(inNetwork), Math.round(written - acked - inNetwork), Math.round(acked)),
                duration(busy),
                0,
                new TcpInfo.Segments((long) Math.ceil((acked + inNetwork) / SEGMENT_BYTES), 0));
    }

    /** The round trip of the latest acknowledged byte: it waited in the network's queue for the bytes before it. */
    private double roundTrip(double acked) {
        if (acked <= 0) {
            return link.roundTripSeconds();
        }
        Period period = periods.getFirst();
        double sent = writes.getFirst().time();
        double before = acked - link.queueBytes();
        if (before > period.from()) {
            sent = Math.max(sent, timeOf(period.start(), period.bitsBefore(), before - period.from()));
        }
        double left = timeOf(period.start(), period.bitsBefore(), acked - period.from());
        return link.roundTripSeconds() + Math.max(0, left - sent);
    }

    /** Drops the periods and writes before the latest acknowledged byte. */
    private void forget(double now) {
        double then = now - link.roundTripSeconds();
        while (periods.size() > 1 && secondStart() <= then) {
            periods.removeFirst();
        }
        double acked = carried(then);
        while (writes.size() > 1 && writes.getFirst().until() < acked) {
            writes.removeFirst();
        }
    }

    private double secondStart() {
        var all = periods.iterator();
        all.next();
        return all.next().start();
    }

    /** The bytes that have left the network's queue. */
    private double carried(double time) {
        double carried = periods.isEmpty() ? 0 : periods.getFirst().from();
        for (Period period : periods) {
            if (time >= period.end()) {
                carried = period.until();
            } else if (time > period.start()) {
                double bits = (trace.bitsUntil(time) - period.bitsBefore()) * link.payloadShare();
                carried = Math.min(period.until(), period.from() + bits / BITS_PER_BYTE);
            }
        }
        return carried;
    }

    private double timeOf(double start, double bitsBefore, double bytes) {
        return Math.max(start, trace.timeOf(bitsBefore + bytes * BITS_PER_BYTE / link.payloadShare()));
    }

    private double acknowledgedAt(Period period) {
        return period.end() + link.roundTripSeconds();
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}
