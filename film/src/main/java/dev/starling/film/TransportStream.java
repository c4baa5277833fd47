package dev.starling.film;

import dev.starling.film.PesPacket.Medium;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/**
 * A transport stream (ISO/IEC 13818-1) whose clock, identifiers and packets can be changed, as faults of recorders and
 * networks change them. The stream itself is not changed: each method gives another one.
 */
public final class TransportStream {
    /** Times are counted modulo this, in 1/90000 s. */
    public static final long PERIOD = 1L << 33;

    private static final int PACKET_BYTES = 188;
    private static final int HEADER_BYTES = 4;
    /** Flags of the adaptation field. */
    private static final int RANDOM_ACCESS = 0x40;

    private static final int PROGRAM_CLOCK = 0x10;
    private static final int NULL_PID = 0x1fff;
    /** Those below are reserved for tables. */
    private static final int FIRST_FREE_PID = 0x20;

    private static final int CRC_POLYNOMIAL = 0x04c11db7;

    private final byte[] bytes;

    /** A stream of whole packets. */
    public TransportStream(byte[] bytes) {
        if (bytes.length % PACKET_BYTES != 0) {
            throw new IllegalArgumentException("not a number of whole packets: " + bytes.length + " bytes");
        }
        this.bytes = bytes.clone();
    }

    /** The packets, one after the other. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** How many packets there are. */
    public int packets() {
        return bytes.length / PACKET_BYTES;
    }

    /** This stream and then another one. */
    public TransportStream then(TransportStream other) {
        byte[] both = new byte[bytes.length + other.bytes.length];
        System.arraycopy(bytes, 0, both, 0, bytes.length);
        System.arraycopy(other.bytes, 0, both, bytes.length, other.bytes.length);
        return new TransportStream(both);
    }

    /** Without some packets, as they are lost on the way. */
    public TransportStream without(IntPredicate lost) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        for (int packet = 0; packet < packets(); packet++) {
            if (!lost.test(packet)) {
                kept.write(bytes, packet * PACKET_BYTES, PACKET_BYTES);
            }
        }
        return new TransportStream(kept.toByteArray());
    }

    /**
     * With its clock set from some packet on.
     *
     * @param ticks what is added to all stamps, in 1/90000 s
     * @param fromPacket the number of the first packet that has the new clock
     */
    public TransportStream shifted(long ticks, int fromPacket) {
        TransportStream moved = new TransportStream(bytes);
        for (int packet = fromPacket; packet < packets(); packet++) {
            moved.shift(packet * PACKET_BYTES, ticks);
        }
        return moved;
    }

    private void shift(int packet, long ticks) {
        if (adaptationFlag(packet, PROGRAM_CLOCK)) {
            shiftProgramClock(packet + HEADER_BYTES + 2, ticks);
        }
        if (!startsPes(packet)) {
            return;
        }
        int at = payload(packet);
        if (hasPresentationTime(at)) {
            shiftStamp(at + 9, ticks);
        }
        if ((bytes[at + 7] & 0xc0) == 0xc0) { // and a decoding time
            shiftStamp(at + 14, ticks);
        }
    }

    /**
     * With another presentation time of one PES packet. Its decoding time stays, if it has one: without one, it is
     * decoded when it is presented.
     *
     * @param firstPacket the packet in which it starts
     * @param ticks what is added to its presentation time, in 1/90000 s
     */
    public TransportStream presentedLater(int firstPacket, long ticks) {
        TransportStream changed = new TransportStream(bytes);
        int packet = firstPacket * PACKET_BYTES;
        if (startsPes(packet) && hasPresentationTime(payload(packet))) {
            changed.shiftStamp(payload(packet) + 9, ticks);
        }
        return changed;
    }

    /** The PES packets of pictures and sound that have a presentation time, in the order in which they start. */
    public List<PesPacket> pesPackets() {
        List<List<Integer>> carriers = new ArrayList<>();
        Map<Integer, List<Integer>> lastOfPid = new HashMap<>();
        for (int number = 0; number < packets(); number++) {
            int packet = number * PACKET_BYTES;
            int pid = pid(packet + 1);
            if (startsPes(packet)) {
                List<Integer> own = new ArrayList<>();
                lastOfPid.put(pid, own);
                if (hasPresentationTime(payload(packet))) {
                    carriers.add(own);
                }
            }
            if (lastOfPid.containsKey(pid)) {
                lastOfPid.get(pid).add(number);
            }
        }
        return carriers.stream().map(this::pesPacket).toList();
    }

    private PesPacket pesPacket(List<Integer> packets) {
        int packet = packets.getFirst() * PACKET_BYTES;
        int at = payload(packet);
        boolean pictures = (bytes[at + 3] & 0xf0) == 0xe0; // stream_id
        return new PesPacket(
                pictures ? Medium.PICTURES : Medium.SOUND,
                adaptationFlag(packet, RANDOM_ACCESS),
                stamp(at + 9),
                packets);
    }

    /** Whether a packet has an adaptation field with a flag. */
    private boolean adaptationFlag(int packet, int flag) {
        boolean hasField = (bytes[packet + 3] & 0x20) != 0 && bytes[packet + HEADER_BYTES] != 0;
        return hasField && (bytes[packet + HEADER_BYTES + 1] & flag) != 0;
    }

    /** Where a packet's payload starts. */
    private int payload(int packet) {
        int at = packet + HEADER_BYTES;
        return (bytes[packet + 3] & 0x20) != 0 ? at + 1 + (bytes[at] & 0xff) : at;
    }

    private boolean startsPes(int packet) {
        int at = payload(packet);
        boolean starts = (bytes[packet + 1] & 0x40) != 0 && (bytes[packet + 3] & 0x10) != 0;
        return starts
                && at + 14 <= packet + PACKET_BYTES
                && bytes[at] == 0
                && bytes[at + 1] == 0
                && bytes[at + 2] == 1
                && (bytes[at + 3] & 0xff) >= 0xbd;
    }

    private boolean hasPresentationTime(int pes) {
        return (bytes[pes + 7] & 0x80) != 0;
    }

    /** program_clock_reference_base: 33 bits. */
    private void shiftProgramClock(int at, long ticks) {
        long base = 0;
        for (int i = 0; i < 4; i++) {
            base = base << 8 | (bytes[at + i] & 0xff);
        }
        base = base << 1 | (bytes[at + 4] >> 7 & 1);
        long moved = Math.floorMod(base + ticks, PERIOD);
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (moved >> (25 - 8 * i));
        }
        bytes[at + 4] = (byte) ((bytes[at + 4] & 0x7f) | (moved & 1) << 7);
    }

    /** PTS or DTS: 33 bits with a marker after the 3rd, 18th and 33rd. */
    private void shiftStamp(int at, long ticks) {
        long moved = Math.floorMod(stamp(at) + ticks, PERIOD);
        bytes[at] = (byte) ((bytes[at] & 0xf1) | (moved >> 30 & 7) << 1);
        bytes[at + 1] = (byte) (moved >> 22);
        bytes[at + 2] = (byte) (((moved >> 14) & 0xfe) | 1);
        bytes[at + 3] = (byte) (moved >> 7);
        bytes[at + 4] = (byte) (((moved << 1) & 0xfe) | 1);
    }

    private long stamp(int at) {
        return (long) (bytes[at] >> 1 & 7) << 30
                | (long) (bytes[at + 1] & 0xff) << 22
                | (long) (bytes[at + 2] >> 1 & 0x7f) << 15
                | (long) (bytes[at + 3] & 0xff) << 7
                | (bytes[at + 4] >> 1 & 0x7f);
    }

    /** With other identifiers of its program and streams, also in its tables. */
    public TransportStream withPids(IntUnaryOperator change) {
        TransportStream changed = new TransportStream(bytes);
        for (int packet = 0; packet < bytes.length; packet += PACKET_BYTES) {
            int pid = pid(packet + 1);
            boolean starts = (bytes[packet + 1] & 0x40) != 0;
            if (starts && (bytes[packet + 3] & 0x10) != 0) {
                changed.changeTable(packet, pid, change);
            }
            if (isFree(pid)) {
                changed.setPid(packet + 1, change.applyAsInt(pid));
            }
        }
        return changed;
    }

    private static boolean isFree(int pid) {
        return pid >= FIRST_FREE_PID && pid != NULL_PID;
    }

    private void changeTable(int packet, int pid, IntUnaryOperator change) {
        int at = payload(packet);
        at += 1 + (bytes[at] & 0xff); // pointer_field
        if (at + 12 > packet + PACKET_BYTES) {
            return;
        }
        int table = bytes[at] & 0xff;
        int crcAt = at + 3 + (length(at + 1) - 4);
        if (crcAt + 4 > packet + PACKET_BYTES) {
            return;
        }
        if (table == 0 && pid == 0) { // program_association_section
            for (int entry = at + 8; entry < crcAt; entry += 4) {
                boolean program = (bytes[entry] | bytes[entry + 1]) != 0;
                if (program) {
                    setPid(entry + 2, change.applyAsInt(pid(entry + 2)));
                }
            }
        } else if (table == 2 && isFree(pid)) { // TS_program_map_section
            setPid(at + 8, change.applyAsInt(pid(at + 8)));
            int entry = at + 12 + length(at + 10);
            while (entry + 5 <= crcAt) {
                setPid(entry + 1, change.applyAsInt(pid(entry + 1)));
                entry += 5 + length(entry + 3);
            }
        } else {
            return;
        }
        int crc = crc(at, crcAt);
        for (int i = 0; i < 4; i++) {
            bytes[crcAt + i] = (byte) (crc >> (24 - 8 * i));
        }
    }

    private int length(int at) {
        return (bytes[at] & 0x0f) << 8 | (bytes[at + 1] & 0xff);
    }

    private int pid(int at) {
        return (bytes[at] & 0x1f) << 8 | (bytes[at + 1] & 0xff);
    }

    private void setPid(int at, int pid) {
        bytes[at] = (byte) ((bytes[at] & 0xe0) | pid >> 8);
        bytes[at + 1] = (byte) pid;
    }

    /** ISO/IEC 13818-1, Annex A. */
    private int crc(int from, int until) {
        int crc = -1;
        for (int i = from; i < until; i++) {
            crc ^= bytes[i] << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc < 0 ? crc << 1 ^ CRC_POLYNOMIAL : crc << 1;
            }
        }
        return crc;
    }
}
