package dev.starling.media.decoding;

import dev.starling.libav.MediaException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether a transport stream is scrambled: transport_scrambling_control of ISO/IEC 13818-1, 2.4.3.2. */
final class TransportScrambling {
    private static final int HEAD_BYTES = 1 << 20;
    private static final int BLOCK_BYTES = 1 << 16;
    /** The bits of a few packets may be damaged. */
    private static final int MIN_PACKETS = 16;

    private static final int FIRST_FREE_PID = 0x20;
    private static final int STUFFING_PID = 0x1fff;
    static final int SYNC_BYTE = 0x47;
    static final int PACKET_BYTES = 188;
    /** From one packet to the next: 192 with a time stamp before each packet, 204 with a checksum after it. */
    static final List<Integer> DISTANCES = List.of(PACKET_BYTES, 192, 204);

    private TransportScrambling() {}

    /** Packets with a payload, and those of them that are scrambled. */
    private record Counts(int packets, int scrambled) {
        static final Counts NONE = new Counts(0, 0);

        Counts plus(Counts more) {
            return new Counts(packets + more.packets, scrambled + more.scrambled);
        }

        boolean mostlyScrambled() {
            return packets >= MIN_PACKETS && 2 * scrambled >= packets;
        }
    }

    /** Whether at least half of the packets with a payload at the file's start are scrambled. */
    static boolean isScrambled(Path path, String container) {
        if (!container.equals("mpegts")) {
            return false;
        }
        try (InputStream file = Files.newInputStream(path)) {
            return count(file.readNBytes(HEAD_BYTES)).values().stream()
                    .reduce(Counts.NONE, Counts::plus)
                    .mostlyScrambled();
        } catch (IOException e) {
            return false; // the demuxer reports it
        }
    }

    /**
     * Refuses a transport stream if somewhere at least half of the packets of one of the title's streams are scrambled.
     * Reads the whole file.
     *
     * @throws MediaException ENCRYPTED
     */
    static void requireNone(Demuxer demuxer) {
        Set<Integer> streams = new HashSet<>();
        demuxer.streams().video().ifPresent(video -> streams.add(video.id()));
        demuxer.streams().audio().forEach(audio -> streams.add(audio.id()));
        if (demuxer.container().equals("mpegts")
                && !streams.isEmpty()
                && isScrambledAnywhere(demuxer.path(), streams)) {
            throw demuxer.encrypted();
        }
    }

    private static boolean isScrambledAnywhere(Path path, Set<Integer> streams) {
        Map<Integer, Counts> counts = new HashMap<>();
        try (InputStream file = Files.newInputStream(path)) {
            byte[] block;
            do {
                block = file.readNBytes(BLOCK_BYTES);
                for (Map.Entry<Integer, Counts> of : count(block).entrySet()) {
                    Counts now = counts.merge(of.getKey(), of.getValue(), Counts::plus);
                    if (streams.contains(of.getKey()) && now.mostlyScrambled()) {
                        return true;
                    }
                    if (now.packets() >= MIN_PACKETS) {
                        counts.remove(of.getKey());
                    }
                }
            } while (block.length == BLOCK_BYTES);
            return false;
        } catch (IOException e) {
            return false; // the demuxer reports it
        }
    }

    /** The packets of streams with a payload in a part of a file; none if it has no packets. */
    private static Map<Integer, Counts> count(byte[] block) {
        for (int distance : DISTANCES) {
            for (int start = 0; start < distance; start++) {
                if (inSync(block, start, distance)) {
                    return count(block, start, distance);
                }
            }
        }
        return Map.of();
    }

    private static boolean inSync(byte[] head, int start, int distance) {
        int packets = 0;
        for (int at = start; at < head.length && packets < 8; at += distance, packets++) {
            if (head[at] != SYNC_BYTE) {
                return false;
            }
        }
        return packets == 8;
    }

    private static Map<Integer, Counts> count(byte[] block, int start, int distance) {
        Map<Integer, Counts> counts = new HashMap<>();
        for (int at = start; at + 3 < block.length; at += distance) {
            int pid = (block[at + 1] & 0x1f) << 8 | (block[at + 2] & 0xff);
            boolean hasPayload = (block[at + 3] & 0x10) != 0;
            // Tables and stuffing are never scrambled.
            if (block[at] == SYNC_BYTE && hasPayload && pid >= FIRST_FREE_PID && pid != STUFFING_PID) {
                int scrambled = (block[at + 3] & 0xc0) != 0 ? 1 : 0;
                counts.merge(pid, new Counts(1, scrambled), Counts::plus);
            }
        }
        return counts;
    }
}
