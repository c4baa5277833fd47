package dev.starling.media.decoding;

/** The packets of a transport stream (ISO/IEC 13818-1, 2.4.3.2) in bytes that may begin and end anywhere. */
final class TransportPackets {
    static final int BYTES = TransportScrambling.PACKET_BYTES;
    /** Lower ones have tables, and the last one has stuffing. */
    private static final int FIRST_FREE_PID = 0x20;

    static final int STUFFING_PID = 0x1fff;

    private TransportPackets() {}

    /** Takes a packet. */
    interface Visitor {
        /** The next packet, which starts at an index of the bytes. */
        void take(byte[] bytes, int at);
    }

    /** Visits the packets that are whole; returns where the rest begins. */
    static int visit(byte[] bytes, int length, Visitor visitor) {
        int at = 0;
        int distance = 0;
        while (at + BYTES <= length) {
            if (distance == 0 || bytes[at] != TransportScrambling.SYNC_BYTE) {
                distance = TransportScrambling.distance(bytes, length, at);
            }
            if (distance == 0) {
                at++;
            } else {
                visitor.take(bytes, at);
                at += distance;
            }
        }
        return Math.min(at, length);
    }

    /** The identifier of the packet at an index. */
    static int pid(byte[] bytes, int at) {
        return (bytes[at + 1] & 0x1f) << 8 | (bytes[at + 2] & 0xff);
    }

    /** Whether a packet carries something that is neither a reserved table nor stuffing: its counter counts. */
    static boolean isCounted(byte[] bytes, int at) {
        int pid = pid(bytes, at);
        return hasPayload(bytes, at) && pid >= FIRST_FREE_PID && pid != STUFFING_PID;
    }

    private static boolean hasPayload(byte[] bytes, int at) {
        return (bytes[at + 3] & 0x10) != 0;
    }

    /** Whether a receiver marked a packet as wrong: transport_error_indicator. */
    static boolean isWrong(byte[] bytes, int at) {
        return (bytes[at + 1] & 0x80) != 0;
    }

    /** Whether a PES packet starts in a packet, and not a table: payload_unit_start_indicator, and a start code. */
    static boolean startsPes(byte[] bytes, int at) {
        int payload = at + 4 + (hasAdaptation(bytes, at) ? 1 + (bytes[at + 4] & 0xff) : 0);
        return (bytes[at + 1] & 0x40) != 0
                && hasPayload(bytes, at)
                && payload + 3 <= at + BYTES
                && bytes[payload] == 0
                && bytes[payload + 1] == 0
                && bytes[payload + 2] == 1;
    }

    /** Whether a packet has an adaptation field, which may be stuffing. */
    static boolean hasAdaptation(byte[] bytes, int at) {
        return (bytes[at + 3] & 0x20) != 0;
    }

    /** Whether a packet has an adaptation field with a flag of its first byte (2.4.3.4). */
    static boolean hasAdaptationFlag(byte[] bytes, int at, int flag) {
        return hasAdaptation(bytes, at) && bytes[at + 4] != 0 && (bytes[at + 5] & flag) != 0;
    }
}
