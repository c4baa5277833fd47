package dev.starling.media.decoding;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds packets of a transport stream that were sent twice: a packet may be repeated before the next one of its
 * identifier, and only its clock reference may differ (ISO/IEC 13818-1, 2.4.3.3). Networks also repeat a whole
 * datagram, which has {@value #DATAGRAM_PACKETS} packets. No I/O.
 *
 * <p>Where a muxer leaves the counter of a program's map at 0, each map is taken for a repeat of the first one until it
 * changes: it has nothing new.
 */
final class RepeatedPackets {
    private static final int DATAGRAM_PACKETS = 7;
    private static final int PROGRAM_CLOCK = 0x10;
    /** The bytes of a packet in which its clock reference is. */
    private static final int CLOCK_FROM = 6;

    private static final int CLOCK_UNTIL = 12;

    /** The last packet of each identifier. */
    private final Map<Integer, byte[]> lastOfPid = new HashMap<>();
    /** The last packets of all; those that are not counted are empty. */
    private final byte[][] last = new byte[DATAGRAM_PACKETS][0];

    private int next;

    /** Takes the packet at an index of some bytes; returns whether it only repeats one before. */
    boolean take(byte[] bytes, int at) {
        byte[] packet = TransportPackets.isCounted(bytes, at)
                ? Arrays.copyOfRange(bytes, at, at + TransportPackets.BYTES)
                : new byte[0];
        byte[] oldest = last[next];
        last[next] = packet;
        next = (next + 1) % DATAGRAM_PACKETS;
        if (packet.length == 0) {
            return false;
        }
        if (TransportPackets.hasAdaptationFlag(packet, 0, PROGRAM_CLOCK)) {
            Arrays.fill(packet, CLOCK_FROM, CLOCK_UNTIL, (byte) 0);
        }
        byte[] before = lastOfPid.get(TransportPackets.pid(packet, 0));
        if (Arrays.equals(packet, before) || Arrays.equals(packet, oldest)) {
            return true;
        }
        lastOfPid.put(TransportPackets.pid(packet, 0), packet);
        return false;
    }

    /** The next packet is from elsewhere. */
    void forget() {
        lastOfPid.clear();
        Arrays.fill(last, new byte[0]);
    }
}
