package dev.starling.lab.delivery;

import dev.starling.lab.delivery.DeliveredSession.Interval;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.swarm.steer.ClipSteering;
import dev.starling.swarm.steer.TcpInfo;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * The sender's end of the TCP connection that carries the pictures. All times are in seconds of the trace and must not
 * go back.
 *
 * <ul>
 *   <li>The network takes the bytes of the congestion window, at most as many as are on their way and as its queue
 *       holds. The others wait unsent in the socket.
 *   <li>The window starts at ten segments (RFC 6928) and doubles each round trip: a round begins one round trip after
 *       the first byte of the round before has left. After a pause it starts again. There is no loss: once the window
 *       covers the path, the queue alone limits it.
 *   <li>Sound has a connection of its own. Its bytes pass before those written after it.
 * </ul>
 */
final class SenderSocket {
    private static final double BITS_PER_BYTE = 8;
    private static final double SEGMENT_BYTES = 1448;
    private static final double INITIAL_WINDOW_BYTES = 10 * SEGMENT_BYTES;
    /**
     * After this time and a round trip without bytes the window starts again (Linux's smallest timeout, RFC 5681 4.1).
     */
    private static final double MIN_TIMEOUT_SECONDS = 0.2;

    /** Read the trace at about the times of bytes that are written, sent, carried and acknowledged. */
    private final BandwidthTrace.Cursor writing;

    private final BandwidthTrace.Cursor sending;
    private final BandwidthTrace.Cursor carrying;
    private final BandwidthTrace.Cursor acknowledging;
    private final Link link;
    private final Duration linkRoundTrip;
    /** The periods in which the path carries pictures; older ones are dropped. */
    private final Deque<Period> periods = new ArrayDeque<>();

    private final Deque<Round> rounds = new ArrayDeque<>();
    private final Deque<Write> writes = new ArrayDeque<>();
    private final List<Interval> carryingTimes = new ArrayList<>();
    private final Deque<Sound> sounds = new ArrayDeque<>();
    private double soundBefore;
    private TcpInfo soundInfo;
    private double written;
    private double windowBytes = INITIAL_WINDOW_BYTES;
    /** When the first byte of the latest round left. */
    private double roundLeft;
    /** When the path has carried the sound. */
    private double freeAt;
    /** The time with unacknowledged bytes before {@link #busySince}. */
    private double busyBefore;

    private double busySince;

    /**
     * A time in which the path carries pictures without pause.
     *
     * @param start when it starts
     * @param bitsBefore what the trace could carry until then
     * @param bytes what it carries
     * @param end when its last byte leaves the queue
     */
    private record Period(double start, double bitsBefore, Bytes bytes, double end) {
        double from() {
            return bytes.from();
        }

        double until() {
            return bytes.until();
        }
    }

    /** Sound that the path carries from one time to another, and what the trace could carry until then. */
    private record Sound(double start, double bitsBefore, double bytes, double end) {}

    /** Bytes from one position to another. */
    private record Bytes(double from, double until) {}

    /** The window allows bytes up to a position from a time on. */
    private record Round(double until, double time) {}

    /** Bytes up to a position, and when they were written. */
    private record Write(double until, double time) {}

    SenderSocket(BandwidthTrace trace, Link link) {
        this.writing = trace.cursor();
        this.sending = trace.cursor();
        this.carrying = trace.cursor();
        this.acknowledging = trace.cursor();
        this.link = link;
        this.linkRoundTrip = duration(link.roundTripSeconds());
        this.soundInfo = soundInfo(0L);
    }

    /** Sends sound over its own connection. */
    void sound(long bytes, double now) {
        double start = Math.max(now, freeAt);
        double bitsBefore = writing.bitsUntil(start);
        freeAt = timeOf(start, bitsBefore, (double) bytes, writing);
        sounds.addLast(new Sound(start, bitsBefore, (double) bytes, freeAt));
        carry(start, freeAt);
    }

    /** The kernel's counters of the sound's connection; of its bytes, only the acknowledged ones are told. */
    TcpInfo soundInfo(double now) {
        double then = now - link.roundTripSeconds();
        while (!sounds.isEmpty() && sounds.getFirst().end() <= then) {
            soundBefore += sounds.removeFirst().bytes();
        }
        double acked = soundBefore;
        if (!sounds.isEmpty() && then > sounds.getFirst().start()) {
            Sound first = sounds.getFirst();
            acked += (acknowledging.bitsUntil(then) - first.bitsBefore()) * link.payloadShare() / BITS_PER_BYTE;
        }
        long whole = Math.round(acked);
        if (soundInfo.bytes().acked() != whole) {
            soundInfo = soundInfo(whole);
        }
        return soundInfo;
    }

    private TcpInfo soundInfo(long acked) {
        return new TcpInfo(
                new TcpInfo.RoundTrip(linkRoundTrip, Duration.ZERO, Duration.ZERO),
                new TcpInfo.Bytes(0, 0, acked),
                TcpInfo.Busy.of(Duration.ZERO),
                TcpInfo.Phase.AVOIDANCE,
                0,
                new TcpInfo.Segments(0, 0));
    }

    /** At least as many bytes as the sound's connection has not acknowledged. */
    double pendingSoundBytes() {
        double bytes = 0;
        for (Sound sound : sounds) {
            bytes += sound.bytes();
        }
        return bytes;
    }

    /** Writes pictures without waiting. */
    void write(long bytes, double now) {
        if (periods.isEmpty()) {
            busySince = now;
            startRound(now);
        } else if (acknowledgedAt() < now) {
            busyBefore += acknowledgedAt() - busySince;
            busySince = now;
            if (now > acknowledgedAt() + MIN_TIMEOUT_SECONDS) {
                windowBytes = INITIAL_WINDOW_BYTES;
            }
            startRound(now);
        }
        double left = (double) bytes;
        writes.addLast(new Write(written + left, now));
        while (left > 0) {
            if (rounds.getLast().until() <= written) {
                windowBytes *= 2;
                startRound(roundLeft + link.roundTripSeconds());
            }
            double piece = Math.min(left, rounds.getLast().until() - written);
            append(piece, Math.max(Math.max(now, freeAt), rounds.getLast().time()));
            left -= piece;
        }
    }

    /** Gives up what the network has not taken. */
    void cancel(double now) {
        double carried = carried(now, carrying);
        double sent = Math.max(carried, Math.min(Math.min(written, allowed(now)), carried + link.queueBytes()));
        if (sent >= written) {
            return;
        }
        while (periods.size() > 1 && periods.getLast().from() >= sent) {
            periods.removeLast();
        }
        Period last = periods.removeLast();
        double end = Math.max(
                last.start(), timeOf(last.start(), last.bitsBefore(), Math.max(0, sent - last.from()), writing));
        periods.addLast(new Period(last.start(), last.bitsBefore(), new Bytes(last.from(), sent), end));
        writes.addLast(new Write(sent, writes.removeLast().time()));
        while (rounds.size() > 1 && rounds.getLast().time() > now) {
            rounds.removeLast();
            windowBytes /= 2;
        }
        written = sent;
        while (carryingTimes.size() > 1 && carryingTimes.getLast().from() >= end) {
            carryingTimes.removeLast();
        }
        carryingTimes.add(new Interval(carryingTimes.removeLast().from(), end));
    }

    /** Where the next byte is written. */
    double written() {
        return written;
    }

    /** When the client has received the first byte after a position, if it was written. */
    double firstReceivedAt(double position) {
        return carriedAt(Math.min(written, position + 1), writing) + link.roundTripSeconds() / 2;
    }

    /** How many bytes the client has received. */
    double received(double now) {
        return carried(now - link.roundTripSeconds() / 2, acknowledging);
    }

    private void startRound(double time) {
        rounds.addLast(new Round(written + windowBytes, time));
        roundLeft = Double.NaN;
    }

    private void append(double bytes, double earliest) {
        boolean continues = !periods.isEmpty() && periods.getLast().end() >= earliest;
        double start = continues ? periods.getLast().end() : earliest;
        if (Double.isNaN(roundLeft)) {
            roundLeft = start;
        }
        Period before = continues
                ? periods.removeLast()
                : new Period(start, writing.bitsUntil(start), new Bytes(written, written), start);
        written += bytes;
        double end = timeOf(before.start(), before.bitsBefore(), written - before.from(), writing);
        periods.addLast(new Period(before.start(), before.bitsBefore(), new Bytes(before.from(), written), end));
        carry(start, end);
    }

    private void carry(double from, double until) {
        boolean continues = !carryingTimes.isEmpty() && carryingTimes.getLast().until() == from;
        carryingTimes.add(new Interval(continues ? carryingTimes.removeLast().from() : from, until));
    }

    /**
     * When the unsent bytes are few enough that the socket takes more ({@code TCP_NOTSENT_LOWAT}); now, if they are.
     */
    double writableAt(double now) {
        double sent = written - ClipSteering.MAX_UNSENT_BYTES;
        return sent <= 0 ? now : Math.max(now, sentAt(sent, carrying));
    }

    /** When the network takes a byte, if it was written before; bytes long acknowledged give a time in the past. */
    private double sentAt(double position, BandwidthTrace.Cursor cursor) {
        double time = 0;
        for (Round round : rounds) {
            time = round.time();
            if (round.until() >= position) {
                break;
            }
        }
        return Math.max(time, carriedAt(position - link.queueBytes(), cursor));
    }

    /** When a byte leaves the network's queue; bytes long acknowledged give a time in the past. */
    private double carriedAt(double position, BandwidthTrace.Cursor cursor) {
        for (Period period : periods) {
            if (position <= period.until()) {
                double bytes = Math.max(0, position - period.from());
                return bytes == 0 ? 0 : timeOf(period.start(), period.bitsBefore(), bytes, cursor);
            }
        }
        return periods.getLast().end();
    }

    /** When the client has received all that was written. */
    double receivedAt() {
        return Math.max(freeAt, periods.getLast().end()) + link.roundTripSeconds() / 2;
    }

    /** When the path carries, so far. */
    List<Interval> carrying() {
        return List.copyOf(carryingTimes);
    }

    /** The kernel's counters. */
    TcpInfo tcpInfo(double now) {
        double acked = carried(now - link.roundTripSeconds(), acknowledging);
        forget(now - link.roundTripSeconds(), acked);
        double carried = carried(now, carrying);
        double allowed = allowed(now);
        double sent = Math.max(acked, Math.min(Math.min(written, allowed), carried + link.queueBytes()));
        double busy = periods.isEmpty() ? 0 : busyBefore + Math.min(now, acknowledgedAt()) - busySince;
        return new TcpInfo(
                new TcpInfo.RoundTrip(duration(roundTrip(acked)), Duration.ZERO, linkRoundTrip),
                new TcpInfo.Bytes(Math.round(sent - acked), Math.round(written - sent), Math.round(acked)),
                TcpInfo.Busy.of(duration(busy)),
                allowed < carried + link.queueBytes() ? TcpInfo.Phase.SLOW_START : TcpInfo.Phase.AVOIDANCE,
                0,
                new TcpInfo.Segments((long) Math.ceil(sent / SEGMENT_BYTES), 0));
    }

    /** The first byte that the window does not allow. */
    private double allowed(double now) {
        Round last = rounds.peekLast();
        if (last != null && last.time() <= now) {
            return last.until();
        }
        double allowed = 0;
        for (Round round : rounds) {
            if (round.time() <= now) {
                allowed = round.until();
            }
        }
        return allowed;
    }

    /** The round trip of the latest acknowledged byte: it waited in the network's queue for the bytes before it. */
    private double roundTrip(double acked) {
        if (acked <= 0) {
            return link.roundTripSeconds();
        }
        double sent = Math.max(writes.getFirst().time(), sentAt(acked, sending));
        return link.roundTripSeconds() + Math.max(0, carriedAt(acked, acknowledging) - sent);
    }

    /** Drops what the counters no longer need. */
    void forget(double now) {
        double then = now - link.roundTripSeconds();
        forget(then, carried(then, acknowledging));
    }

    /** Drops what ended before the latest acknowledged byte left the queue. */
    private void forget(double then, double acked) {
        while (periods.size() > 1 && secondStart() <= then) {
            periods.removeFirst();
        }
        while (writes.size() > 1 && writes.getFirst().until() < acked) {
            writes.removeFirst();
        }
        while (rounds.size() > 1 && rounds.getFirst().until() < acked) {
            rounds.removeFirst();
        }
    }

    private double secondStart() {
        Iterator<Period> all = periods.iterator();
        all.next();
        return all.next().start();
    }

    /** The bytes that have left the network's queue. */
    private double carried(double time, BandwidthTrace.Cursor cursor) {
        Period last = periods.peekLast();
        if (last == null) {
            return 0;
        }
        if (time > last.start()) {
            return carried(last, time, cursor);
        }
        double carried = periods.getFirst().from();
        for (Period period : periods) {
            if (time <= period.start()) {
                break;
            }
            carried = carried(period, time, cursor);
        }
        return carried;
    }

    private double carried(Period period, double time, BandwidthTrace.Cursor cursor) {
        if (time >= period.end()) {
            return period.until();
        }
        double bits = (cursor.bitsUntil(time) - period.bitsBefore()) * link.payloadShare();
        return Math.min(period.until(), period.from() + bits / BITS_PER_BYTE);
    }

    private double timeOf(double start, double bitsBefore, double bytes, BandwidthTrace.Cursor cursor) {
        return Math.max(start, cursor.timeOf(bitsBefore + bytes * BITS_PER_BYTE / link.payloadShare()));
    }

    /** When all that was written is acknowledged. */
    double acknowledgedAt() {
        return periods.getLast().end() + link.roundTripSeconds();
    }

    /** From when on the counters say that all is acknowledged: they are whole bytes. */
    double emptyAt() {
        return carriedAt(written - 0.5, writing) + link.roundTripSeconds();
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}
