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
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the packets of a transport stream tell by themselves (ISO/IEC 13818-1, 2.4.3): whether much of a stream is
 * scrambled, and where packets are lost, because the continuity counter leaps or some are scrambled. The demuxer tells
 * of a loss only if it tears a picture or a frame of sound.
 *
 * <p>The counter of one loss in 16 agrees. What came before it is then torn, unless it was whole: its last packet is
 * full, where a muxer has to fill up the last one of all but one picture in 184.
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

    private static final int MAX_LOSSES = 100_000;
    private static final int MAX_STARTS = 100_000;
    private static final int MAX_TEARS = 100_000;
    private static final int COUNTER_PERIOD = 16;
    /** discontinuity_indicator. */
    private static final int DISCONTINUITY = 0x80;

    /** The PIDs of those that must not be scrambled. */
    private final Set<Integer> shown;

    private final Map<Integer, Stream> seen = new HashMap<>();
    private final RepeatedPackets repeats = new RepeatedPackets();
    /** How many are kept, of all streams. */
    private int losses;

    private int starts;
    private int tears;
    /** From here on, one may be announced anywhere: no more are kept. */
    private long startsLeftOut = Long.MAX_VALUE;

    private boolean scrambled;

    /** The packets with a payload of a stream so far. */
    private static final class Stream {
        private final NavigableSet<Long> losses = new TreeSet<>();
        /** Where a discontinuity is announced. */
        private final NavigableSet<Long> starts = new TreeSet<>();
        /** Where something starts and the packet before is full. */
        private final NavigableSet<Long> tears = new TreeSet<>();

        private int counter = -1;
        /** Whether the last packet has as much payload as it can have. */
        private boolean wasFull;

        private boolean wasScrambled;
        /** Of the last packets. */
        private int packets;

        private int scrambledPackets;

        /** Takes a packet; returns whether some are lost before it. */
        boolean take(int nextCounter, boolean isNewStart, boolean isScrambled) {
            boolean goesOn = nextCounter == (counter + 1) % COUNTER_PERIOD;
            boolean leaps = counter >= 0 && !isNewStart && !goesOn;
            boolean lost = leaps || (wasScrambled && !isScrambled);
            counter = nextCounter;
            wasScrambled = isScrambled;
            packets++;
            scrambledPackets += isScrambled ? 1 : 0;
            return lost;
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

    /** Whether packets are counted: what is lost is known. */
    boolean counts() {
        return !seen.isEmpty();
    }

    /** What is between a position of the file and another one, in bytes, in the packets of a stream. */
    Way way(int pid, long from, long until) {
        Stream stream = seen.get(pid);
        if (stream == null) {
            return Way.CLEAR;
        }
        Way loss = hasAny(stream.losses, from, until) ? Way.DAMAGED : Way.CLEAR;
        Way tear = hasAny(stream.tears, from, until) ? Way.TORN : Way.CLEAR;
        boolean mayStart = hasAny(stream.starts, from, until) || until >= startsLeftOut;
        return loss.and(tear).and(mayStart ? Way.ANNOUNCED : Way.CLEAR);
    }

    private static boolean hasAny(NavigableSet<Long> positions, long from, long until) {
        return !positions
                .subSet(from, false, until + TransportPackets.BYTES, false)
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
        boolean isNewStart = TransportPackets.hasAdaptationFlag(bytes, at, DISCONTINUITY);
        boolean isScrambled = (bytes[at + 3] & 0xc0) != 0;
        Stream stream = seen.computeIfAbsent(pid, _ -> new Stream());
        if (stream.wasFull && TransportPackets.startsUnit(bytes, at) && tears < MAX_TEARS) {
            stream.tears.add(position);
            tears++;
        }
        stream.wasFull = !TransportPackets.hasAdaptation(bytes, at);
        if (stream.take(bytes[at + 3] & 0x0f, isNewStart, isScrambled) && losses < MAX_LOSSES) {
            stream.losses.add(position);
            losses++;
        }
        if (isNewStart && starts == MAX_STARTS) {
            startsLeftOut = Math.min(startsLeftOut, position);
        } else if (isNewStart) {
            stream.starts.add(position);
            starts++;
        }
        if (stream.packets == WINDOW_PACKETS) {
            endWindow(pid);
        }
    }
}
