package dev.starling.media.decoding;

import dev.starling.libav.Natives;
import dev.starling.media.decoding.MappedTrack.Packet;
import dev.starling.media.decoding.PacketStamp.Access;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Gives the packets of one stream of pictures decoding times where they have none of their own: the file has only
 * presentation times, and FFmpeg, which derives the others, does not know those of the first pictures and repeats
 * presentation times after a join, so that decoding times go back wherever pictures are reordered. The i-th packet from
 * the start of a recording gets the i-th of its presentation times. Packets that are not reordered keep what they have.
 */
final class DecodingOrder {
    /** No picture is reordered over more (H.264, A.3.1). */
    static final int MAX_REORDERED = 16;

    /** The presentation times of the packets ahead, without those that were given out. */
    private final PriorityQueue<Long> times = new PriorityQueue<>();
    /** The last of the packets ahead. */
    private final Deque<Long> latest = new ArrayDeque<>();

    private long highest = Long.MIN_VALUE;
    /** Whether packets are reordered that have no decoding times of their own. */
    private boolean reordered;

    /** The number of the first packet that is not ahead. */
    private long until;
    /** Whether that packet is known to begin anew. */
    private boolean ends;

    /**
     * The packet with its decoding time.
     *
     * @param following the packets of the stream that come next, as far as they are known
     */
    Packet restored(Packet packet, List<Packet> following) {
        if (times.isEmpty()) {
            restart(packet.number());
            take(packet);
        }
        for (Packet next : following.subList(0, Math.min(MAX_REORDERED, following.size()))) {
            if (next.number() >= until && !ends) {
                take(next);
            }
        }
        Long time = times.poll();
        return time == null ? packet : packet.decodedAt(time);
    }

    private void restart(long number) {
        latest.clear();
        highest = Long.MIN_VALUE;
        reordered = false;
        until = number;
        ends = false;
    }

    private void take(Packet packet) {
        long time = packet.stamp().presentationTime();
        // Where some have none, those of others are wrong: FFmpeg mixes them with times from before the join.
        boolean followed = reordered || time < highest;
        boolean own = packet.stamp().decodingTime() != time && !followed;
        ends = !packet.hasTime() || own || begins(packet);
        if (!ends) {
            reordered = followed;
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
