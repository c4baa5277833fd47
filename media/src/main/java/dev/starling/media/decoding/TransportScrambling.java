package dev.starling.media.decoding;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether a transport stream is scrambled: transport_scrambling_control of ISO/IEC 13818-1, 2.4.3.2. */
final class TransportScrambling {
    private static final int HEAD_BYTES = 1 << 20;
    /** What FFmpeg looks at to tell a format is more, but hardly any file begins with garbage. */
    private static final int MAX_GARBAGE_BYTES = 1 << 16;

    static final int SYNC_BYTE = 0x47;
    static final int PACKET_BYTES = 188;
    /** From one packet to the next: 192 with a time stamp before each packet, 204 with a checksum after it. */
    static final List<Integer> DISTANCES = List.of(PACKET_BYTES, 192, 204);
    /** So many packets in a row tell the distance. */
    private static final int PACKETS_IN_SYNC = 8;

    private TransportScrambling() {}

    /** Whether at least half of the packets with a payload at the file's start are scrambled. */
    static boolean isScrambled(Path path, String container) {
        if (!container.equals("mpegts")) {
            return false;
        }
        try (InputStream file = Files.newInputStream(path)) {
            return isScrambled(file.readNBytes(HEAD_BYTES));
        } catch (IOException e) {
            return false; // the demuxer reports it
        }
    }

    /** Whether there are packets from a position of a file on, after some garbage at most. */
    static boolean isTransportStream(Path path, long from) throws IOException {
        try (InputStream file = Files.newInputStream(path)) {
            file.skipNBytes(from);
            byte[] head = file.readNBytes(MAX_GARBAGE_BYTES);
            for (int start = 0; start + PACKETS_IN_SYNC * PACKET_BYTES <= head.length; start++) {
                if (distance(head, head.length, start) > 0) {
                    return true;
                }
            }
            return false;
        }
    }

    private static boolean isScrambled(byte[] head) {
        for (int start = 0; start < head.length; start++) {
            int distance = distance(head, head.length, start);
            if (distance > 0) {
                return isScrambled(head, start, distance);
            }
        }
        return false;
    }

    /** From a packet that starts at an index to the next one; 0 if none starts there. */
    static int distance(byte[] bytes, int length, int start) {
        if (bytes[start] != SYNC_BYTE) {
            return 0;
        }
        for (int distance : DISTANCES) {
            int packets = 1;
            int at = start + distance;
            while (packets < PACKETS_IN_SYNC && at < length && bytes[at] == SYNC_BYTE) {
                at += distance;
                packets++;
            }
            if (packets == PACKETS_IN_SYNC || at >= length) {
                return distance;
            }
        }
        return 0;
    }

    private static boolean isScrambled(byte[] head, int start, int distance) {
        int scrambled = 0;
        int clear = 0;
        for (int at = start; at + 3 < head.length; at += distance) {
            if (head[at] != SYNC_BYTE || !TransportPackets.isCounted(head, at)) {
                continue; // tables and stuffing are never scrambled
            }
            if ((head[at + 3] & 0xc0) != 0) {
                scrambled++;
            } else {
                clear++;
            }
        }
        return scrambled > 0 && scrambled >= clear;
    }
}
