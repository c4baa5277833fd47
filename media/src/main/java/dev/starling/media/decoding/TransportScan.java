package dev.starling.media.decoding;

import dev.starling.libav.MediaException;
import dev.starling.media.decoding.PacketStamp.Way;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the packets of a transport stream tell by themselves (ISO/IEC 13818-1, 2.4.3): whether much of a stream is
 * scrambled, and where packets are lost: the continuity counter leaps, or packets are scrambled or marked as wrong. The
 * demuxer tells of a loss only if it tears a picture or a frame of sound.
 *
 * <p>The counter of one loss in 16 agrees. If the loss begins inside a PES packet and ends where another one starts,
 * the last packet before it is full, where a muxer has to fill up the last one of all but one PES packet in 184: it is
 * torn. If the loss also ends inside a PES packet, nothing tells of it here. Where an encoder fills pictures to whole
 * packets, full ones tell nothing.
 */
final class TransportScan {
    /** Nothing is lost: another container. */
    static final TransportScan EMPTY = new TransportScan(Set.of());

    private static final int BUFFER_BYTES = 1 << 20;
    /** Some seconds of sound. What is scrambled for less is a fault of the receiver. */
    private static final int WINDOW_PACKETS = 1000;
    /** A file of fewer is judged by these, of which some may be damaged. */
    private static final int MIN_PACKETS = 16;
    /** Of these, more than the packets divided by this must not be scrambled. */
    private static final int MAX_SCRAMBLED = 3;

    /** So many positions of a kind are kept of each stream. */
    private static final int MAX_MARKS = 100_000;
    /** In a stream that is filled up, at most its PES packets divided by this end with a full packet. */
    private static final int MAX_FULL = 20;

    private static final int COUNTER_PERIOD = 16;
    /** discontinuity_indicator. */
    private static final int DISCONTINUITY = 0x80;

    /** The PIDs of those that must not be scrambled. */
    private final Set<Integer> shown;

    private final Map<Integer, Stream> seen = new HashMap<>();
    private final RepeatedPackets repeats = new RepeatedPackets();
    private boolean scrambled;

    /** The packets with a payload of a stream so far. */
    private static final class Stream {
        private final Marks losses = new Marks(MAX_MARKS);
        /** Where a discontinuity is announced. */
        private final Marks starts = new Marks(MAX_MARKS);
        /** Where a PES packet starts and the packet before is full. */
        private final Marks tears = new Marks(MAX_MARKS);

        private long units;
        private long fullUnits;

        private int counter = -1;
        /** Whether the last packet has as much payload as it can have. */
        private boolean wasFull;

        private boolean wasScrambled;
        /** Of the last packets. */
        private int packets;

        private int scrambledPackets;

        /** Takes the packet at an index of some bytes, which is at a position of the file. */
        void take(byte[] bytes, int at, long position) {
            int next = bytes[at + 3] & 0x0f;
            boolean isNewStart = TransportPackets.hasAdaptationFlag(bytes, at, DISCONTINUITY);
            boolean isScrambled = (bytes[at + 3] & 0xc0) != 0;
            boolean leaps = counter >= 0 && !isNewStart && next != (counter + 1) % COUNTER_PERIOD;
            if (leaps || (wasScrambled && !isScrambled) || TransportPackets.isWrong(bytes, at)) {
                losses.add(position);
            }
            if (isNewStart) {
                starts.add(position);
            }
            if (TransportPackets.startsPes(bytes, at)) {
                startUnit(position);
            }
            counter = next;
            wasScrambled = isScrambled;
            wasFull = !TransportPackets.hasAdaptation(bytes, at);
            packets++;
            scrambledPackets += isScrambled ? 1 : 0;
        }

        private void startUnit(long position) {
            units++;
            if (wasFull) {
                fullUnits++;
                tears.add(position);
            }
        }

        /** What is between two positions of the file. */
        Way way(long from, long until) {
            long first = from + 1;
            long last = until + TransportPackets.BYTES - 1;
            boolean torn = MAX_FULL * fullUnits < units && tears.mayHaveAny(first, last);
            return (losses.mayHaveAny(first, last) ? Way.DAMAGED : Way.CLEAR)
                    .and(torn ? Way.TORN : Way.CLEAR)
                    .and(starts.mayHaveAny(first, last) ? Way.ANNOUNCED : Way.CLEAR);
        }

        boolean isScrambled() {
            return packets >= MIN_PACKETS && MAX_SCRAMBLED * scrambledPackets > packets;
        }

        void nextWindow() {
            packets = 0;
            scrambledPackets = 0;
        }
    }

    private TransportScan(Set<Integer> shown) {
        this.shown = shown;
    }

    /**
     * Reads a file's packets; those of other containers tell nothing.
     *
     * @throws MediaException ENCRYPTED if more than a third of {@value #WINDOW_PACKETS} packets, or of all if there are
     *     fewer, of one of the title's first streams are scrambled
     */
    static TransportScan of(Demuxer demuxer) {
        Set<Integer> shown = new HashSet<>();
        demuxer.streams().video().ifPresent(video -> shown.add(video.id()));
        demuxer.streams().audio().forEach(audio -> shown.add(audio.id()));
        if (!demuxer.container().equals("mpegts")) {
            return EMPTY;
        }
        TransportScan scan = new TransportScan(shown);
        scan.read(demuxer.path());
        shown.forEach(scan::endWindow);
        if (scan.scrambled) {
            throw demuxer.encrypted();
        }
        return scan;
    }

    private void endWindow(int pid) {
        Stream stream = seen.get(pid);
        if (stream != null) {
            scrambled |= shown.contains(pid) && stream.isScrambled();
            stream.nextWindow();
        }
    }

    /** Whether the packets of a stream are counted: what is lost of it is known. */
    boolean counts(int pid) {
        return seen.containsKey(pid);
    }

    /** What is between a position of the file and another one, in bytes, in the packets of a stream. */
    Way way(int pid, long from, long until) {
        Stream stream = seen.get(pid);
        return stream == null ? Way.CLEAR : stream.way(from, until);
    }

    private void read(Path path) {
        byte[] buffer = new byte[BUFFER_BYTES];
        int filled = 0;
        long start = 0;
        try (InputStream file = Files.newInputStream(path)) {
            int read;
            while ((read = file.readNBytes(buffer, filled, buffer.length - filled)) > 0 && !scrambled) {
                filled += read;
                long first = start;
                int taken = TransportPackets.visit(buffer, filled, (bytes, at) -> takePacket(bytes, at, first + at));
                System.arraycopy(buffer, taken, buffer, 0, filled - taken);
                filled -= taken;
                start += taken;
            }
        } catch (IOException _) {
            seen.clear(); // the demuxer reports it
        }
    }

    private void takePacket(byte[] bytes, int at, long position) {
        if (!TransportPackets.isCounted(bytes, at) || repeats.take(bytes, at)) {
            return;
        }
        int pid = TransportPackets.pid(bytes, at);
        Stream stream = seen.computeIfAbsent(pid, _ -> new Stream());
        stream.take(bytes, at, position);
        if (stream.packets == WINDOW_PACKETS) {
            endWindow(pid);
        }
    }
}
