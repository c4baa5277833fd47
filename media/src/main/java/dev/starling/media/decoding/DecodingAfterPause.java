package dev.starling.media.decoding;

import dev.starling.media.decoding.MappedTrack.Packet;
import dev.starling.media.decoding.PacketStamp.Access;
import java.util.List;

/**
 * Gives the first pictures after a pause of one stream their decoding times. Matroska and NUT have only presentation
 * times. FFmpeg takes these, in their order, as decoding times, and begins with those of some pictures before: so the
 * key picture after a pause, and some that follow it, seem to be decoded before the pause. Files that FFmpeg copied
 * from these containers have such times too. Here, these pictures are decoded at the usual distance before the others.
 */
final class DecodingAfterPause {
    /** The latest presentation time, of those on one clock. */
    private long shown = Long.MIN_VALUE;
    /** The decoding time of the packet before. */
    private long decoded = Long.MIN_VALUE;
    /** The number of the next packet. */
    private long next;
    /** Packets that still get a time before the first that has one. */
    private int left;
    /** The time of that first one. */
    private long start;
    /** The usual distance. */
    private long distance;

    /** Whether a packet was restored before. */
    boolean has(Packet packet) {
        return packet.number() < next;
    }

    /**
     * The packet with its decoding time; to be called for each, in order.
     *
     * @param following the packets of the stream that come next, as far as they are known
     */
    Packet restored(Packet packet, List<Packet> following) {
        next = packet.number() + 1;
        boolean isKey = packet.stamp().access() == Access.KEY;
        if (isKey) {
            begin(packet, following);
        }
        Packet restored = left > 0 ? packet.decodedAt(start - left * distance) : packet;
        left = Math.max(0, left - 1);
        decoded = restored.hasTime() ? restored.stamp().decodingTime() : decoded;
        if (packet.stamp().presentationTime() != PacketStamp.MISSING) {
            // A key picture is presented after all before it, or is on another clock.
            long time = packet.stamp().presentationTime();
            shown = isKey ? time : Math.max(shown, time);
        }
        return restored;
    }

    private void begin(Packet key, List<Packet> following) {
        start = key.stamp().presentationTime();
        distance = key.stamp().duration();
        int early = isEarly(key) ? 1 : 0;
        while (early > 0 && early < following.size() && isEarly(following.get(early - 1))) {
            early++;
        }
        boolean isDerived = early > 0
                && early <= Math.min(DecodingOrder.MAX_REORDERED, following.size())
                && following.get(early - 1).stamp().decodingTime() == start;
        boolean pauses = distance > 0 && start - shown > distance && start - early * distance > decoded;
        left = isDerived && pauses ? early : 0;
    }

    /** Whether a packet has the time of a picture before the pause. */
    private boolean isEarly(Packet packet) {
        return packet.hasTime() && packet.stamp().decodingTime() <= shown;
    }
}
