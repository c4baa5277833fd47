package dev.starling.media.decoding;

import dev.starling.libav.MediaException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the packets of a transport stream tell by themselves (ISO/IEC 13818-1, 2.4.3): whether a stream is scrambled
 * somewhere, and where packets are lost, because the continuity counter leaps. The demuxer tells of a loss only if it
 * tears a picture or a frame of sound.
 */
final class TransportScan {
    /** Nothing is lost: another container. */
    static final TransportScan EMPTY = new TransportScan(Set.of());

    private static final int BUFFER_BYTES = 1 << 20;
    /** The bits of a few packets may be damaged. */
    private static final int MIN_PACKETS = 16;

    private static final int MAX_LOSSES = 10_000;
    private static final int COUNTER_PERIOD = 16;

    private final Set<Integer> streams;
    private final Map<Integer, Stream> seen = new HashMap<>();
    private boolean scrambled;

    /** The packets of a stream so far. */
    private static final class Stream {
        private final NavigableSet<Long> losses = new TreeSet<>();
        private int counter = -1;
        /** Of the last packets. */
        private int packets;

        private int scrambledPackets;

        /** Takes a packet with a payload; returns whether most of the last ones were scrambled. */
        boolean take(long position, int nextCounter, boolean isNewStart, boolean isScrambled) {
            boolean goesOn = nextCounter == (counter + 1) % COUNTER_PERIOD;
            boolean repeats = nextCounter == counter;
            if (counter >= 0 && !isNewStart && !goesOn && !repeats && losses.size() < MAX_LOSSES) {
                losses.add(position);
            }
            counter = nextCounter;
            packets++;
            scrambledPackets += isScrambled ? 1 : 0;
            boolean mostlyScrambled = packets >= MIN_PACKETS && 2 * scrambledPackets >= packets;
            if (packets >= MIN_PACKETS) {
                packets = 0;
                scrambledPackets = 0;
            }
            return mostlyScrambled;
        }
    }

    private TransportScan(Set<Integer> streams) {
        this.streams = streams;
    }

    /**
     * Reads a file's packets of the title's streams; those of other containers tell nothing.
     *
     * @throws MediaException ENCRYPTED if at least half of some packets of a stream in a row are scrambled
     */
    static TransportScan of(Demuxer demuxer) {
        Set<Integer> streams = new HashSet<>();
        demuxer.streams().video().ifPresent(video -> streams.add(video.id()));
        demuxer.streams().audio().forEach(audio -> streams.add(audio.id()));
        if (!demuxer.container().equals("mpegts") || streams.isEmpty()) {
            return EMPTY;
        }
        TransportScan scan = new TransportScan(streams);
        scan.read(demuxer.path());
        if (scan.scrambled) {
            throw demuxer.encrypted();
        }
        return scan;
    }

    /** Whether packets of a stream are lost after a position of the file and up to another one, in bytes. */
    boolean isLossBetween(int pid, long from, long until) {
        Stream stream = seen.get(pid);
        return stream != null
                && !stream.losses
                        .subSet(from, false, until + TransportScrambling.PACKET_BYTES, false)
                        .isEmpty();
    }

    private void read(Path path) {
        byte[] buffer = new byte[BUFFER_BYTES];
        int filled = 0;
        long start = 0;
        try (InputStream file = Files.newInputStream(path)) {
            int read;
            while ((read = file.readNBytes(buffer, filled, buffer.length - filled)) > 0 && !scrambled) {
                filled += read;
                int taken = take(buffer, filled, start);
                System.arraycopy(buffer, taken, buffer, 0, filled - taken);
                filled -= taken;
                start += taken;
            }
        } catch (IOException _) {
            seen.clear(); // the demuxer reports it
        }
    }

    /** Takes the packets in a part of the file; returns where the rest of the next one begins. */
    private int take(byte[] bytes, int length, long start) {
        int at = 0;
        int distance = 0;
        while (at + TransportScrambling.PACKET_BYTES <= length) {
            if (distance == 0 || bytes[at] != TransportScrambling.SYNC_BYTE) {
                distance = TransportScrambling.distance(bytes, length, at);
            }
            if (distance == 0) {
                at++;
            } else {
                takePacket(bytes, at, start + at);
                at += distance;
            }
        }
        return Math.min(at, length);
    }

    private void takePacket(byte[] bytes, int at, long position) {
        int pid = (bytes[at + 1] & 0x1f) << 8 | (bytes[at + 2] & 0xff);
        boolean hasPayload = (bytes[at + 3] & 0x10) != 0;
        if (!hasPayload || !streams.contains(pid)) {
            return;
        }
        boolean hasAdaptation = (bytes[at + 3] & 0x20) != 0;
        boolean isNewStart = hasAdaptation && bytes[at + 4] != 0 && (bytes[at + 5] & 0x80) != 0;
        boolean isScrambled = (bytes[at + 3] & 0xc0) != 0;
        scrambled |= seen.computeIfAbsent(pid, _ -> new Stream())
                .take(position, bytes[at + 3] & 0x0f, isNewStart, isScrambled);
    }
}
