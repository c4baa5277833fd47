package dev.starling.media.decoding;

import dev.starling.libav.Natives;
import dev.starling.media.decoding.MappedTrack.Packet;
import dev.starling.media.decoding.PacketStamp.Access;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Gives the packets of one stream of pictures decoding times where the file has only presentation times and FFmpeg
 * fails to derive the others:
 *
 * <ul>
 *   <li>After a join it repeats presentation times, so that decoding times go back wherever pictures are reordered. The
 *       i-th packet from the start of such a recording gets the i-th of its presentation times.
 *   <li>It does not know those of the first pictures. They are decoded at the usual distance before the others.
 * </ul>
 *
 * <p>Decoding times that only increase stay as they are.
 */
final class DecodingOrder {
    /** No picture is reordered over more (H.264, A.3.1). */
    static final int MAX_REORDERED = 16;

    /** The presentation times of the packets ahead, without those that were given out. */
    private final PriorityQueue<Long> times = new PriorityQueue<>();
    /** The last of the packets ahead. */
    private final Deque<Long> latest = new ArrayDeque<>();

    private long highest = Long.MIN_VALUE;
    /** Whether packets ahead are reordered. */
    private boolean reordered;
    /** The last decoding time ahead. */
    private long decoded = Long.MIN_VALUE;
    /** Whether decoding times ahead go back. */
    private boolean goesBack;

    /** The number of the first packet that is not ahead. */
    private long until;
    /** Whether that packet is known to begin anew. */
    private boolean ends;
    /** Whether a packet had a decoding time. */
    private boolean begun;

    /**
     * The packet with its decoding time.
     *
     * @param following the packets of the stream that come next, as far as they are known
     */
    Packet restored(Packet packet, List<Packet> following) {
        List<Packet> near = following.subList(0, Math.min(MAX_REORDERED, following.size()));
        if (times.isEmpty()) {
            restart(packet.number());
            take(packet);
        }
        for (Packet later : near) {
            if (later.number() >= until && !ends) {
                take(later);
            }
        }
        Long time = times.poll();
        if (!goesBack) {
            times.clear();
        }
        Packet restored = time != null && goesBack ? packet.decodedAt(time) : begin(packet, near);
        begun |= packet.hasTime();
        return restored;
    }

    /** Gives one of the first packets a time before the first that has one. */
    private Packet begin(Packet packet, List<Packet> near) {
        long duration = packet.stamp().duration();
        if (begun || packet.hasTime() || duration == 0) {
            return packet;
        }
        for (int i = 0; i < near.size(); i++) {
            if (near.get(i).hasTime()) {
                return packet.decodedAt(near.get(i).stamp().decodingTime() - (i + 1) * duration);
            }
        }
        return packet;
    }

    private void restart(long number) {
        latest.clear();
        highest = Long.MIN_VALUE;
        decoded = Long.MIN_VALUE;
        reordered = false;
        goesBack = false;
        until = number;
        ends = false;
    }

    private void take(Packet packet) {
        long time = packet.stamp().presentationTime();
        // Where some have none, those of others are wrong: FFmpeg mixes them with times from before the join.
        boolean followed = reordered || time < highest;
        boolean own = packet.hasTime() && packet.stamp().decodingTime() != time && !followed;
        ends = time == PacketStamp.MISSING || own || begins(packet);
        if (!ends) {
            reordered = followed;
            goesBack |= packet.hasTime() && packet.stamp().decodingTime() < decoded;
            decoded = packet.hasTime() ? packet.stamp().decodingTime() : decoded;
            until = packet.number() + 1;
            times.add(time);
            highest = Math.max(highest, time);
            latest.add(time);
            if (latest.size() > MAX_REORDERED) {
                latest.remove();
            }
        }
    }

    /**
     * Whether a recording begins: a key picture comes before what was decoded before it, or any before all of that, or
     * so long before or after it that no picture is moved so far.
     */
    private boolean begins(Packet packet) {
        if (latest.isEmpty()) {
            return false;
        }
        long time = packet.stamp().presentationTime();
        long reach = Math.max(
                Natives.TICKS_PER_SECOND, MAX_REORDERED * packet.stamp().duration());
        boolean beforeAll = latest.size() == MAX_REORDERED && latest.stream().allMatch(it -> time < it);
        return beforeAll
                || Math.abs(time - latest.getLast()) > reach
                || (packet.stamp().access() == Access.KEY && time <= highest);
    }
}
