package dev.starling.media.decoding;

import static dev.starling.media.decoding.TransportScrambling.DISTANCES;
import static dev.starling.media.decoding.TransportScrambling.PACKET_BYTES;
import static dev.starling.media.decoding.TransportScrambling.SYNC_BYTE;

import dev.starling.libav.MediaException;
import dev.starling.libav.MediaException.Kind;
import dev.starling.media.decoding.FileParts.ByteRange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A place in a transport stream where an identifier gets another codec: recordings were joined. The tables are those of
 * ISO/IEC 13818-1, 2.4.4.
 *
 * @param pid the identifier
 * @param start of the tables that tell the codec, in bytes
 * @param position of the program map among them, in bytes: packets that start later have the new codec
 * @param rest bytes after the map in which the last packet of the old codec goes on
 */
record CodecChange(int pid, long start, long position, List<ByteRange> rest) {
    /** More are not believed. */
    private static final int MAX_CHANGES = 64;

    /** Where a packet goes on in more pieces, it ends with the last of these: FFmpeg opens them all at once. */
    static final int MAX_RANGES = 64;

    private static final int IDENTIFIERS = 1 << 13;
    private static final int CONTINUITY = 0x0f;

    private static final int MAX_DISTANCE = Collections.max(DISTANCES);
    private static final int BUFFER_BYTES = 1 << 20;
    private static final int ASSOCIATION_TABLE = 0;
    private static final int MAP_TABLE = 2;
    private static final int PRIVATE_DATA = 6;
    private static final int REGISTRATION = 5;
    /** AC-3, E-AC-3, DTS and AAC (ETSI EN 300 468, 6.1). */
    private static final Set<Integer> CODEC_DESCRIPTORS = Set.of(0x6a, 0x7a, 0x7b, 0x7c);

    private static final int CRC_POLYNOMIAL = 0x04c11db7;

    private static final int UNKNOWN = 0;

    CodecChange {
        rest = List.copyOf(rest);
    }

    /** Finds the changes of a file, in its order. Reads the whole file. */
    static List<CodecChange> of(Path path) {
        try (InputStream file = Files.newInputStream(path)) {
            Scan scan = new Scan();
            byte[] buffer = new byte[BUFFER_BYTES];
            int filled = 0;
            long offset = 0;
            for (int more = file.read(buffer); more > 0; more = file.read(buffer, filled, buffer.length - filled)) {
                filled += more;
                int used = scan.take(buffer, filled, offset);
                System.arraycopy(buffer, used, buffer, 0, filled - used);
                filled -= used;
                offset += used;
            }
            return scan.changes.stream().map(Change::found).toList();
        } catch (IOException e) {
            throw MediaException.of(Kind.IO, path, String.valueOf(e.getMessage()), e);
        }
    }

    /** One that was found, while the last packet of the old codec may go on. */
    private static final class Change {
        private final int pid;
        private final long start;
        private final long position;
        private final List<ByteRange> rest = new ArrayList<>();
        /** After the last table. */
        private long from;
        /** After the last part of the packet. */
        private long until;

        Change(int pid, long start, long position, long end) {
            this.pid = pid;
            this.start = start;
            this.position = position;
            this.from = end;
            this.until = end;
        }

        /** Leaves out a table, or what comes twice. */
        void interrupt(long end) {
            close();
            from = end;
            until = end;
        }

        /** Whether the packet may go on. */
        boolean hasRoom() {
            return rest.size() < MAX_RANGES;
        }

        /** The packet goes on up to a position. */
        Change goOn(long end) {
            until = end;
            return this;
        }

        void close() {
            if (until > from) {
                rest.add(new ByteRange(from, until));
            }
            from = until;
        }

        CodecChange found() {
            close();
            return new CodecChange(pid, start, position, rest);
        }
    }

    private static final class Scan {
        private final List<Change> changes = new ArrayList<>();
        /** By identifier. */
        private final Map<Integer, Change> goingOn = new HashMap<>();
        /** The last packet of each identifier that had a payload. */
        private final byte[] lastPackets = new byte[IDENTIFIERS * PACKET_BYTES];

        private final Set<Integer> mapPids = new HashSet<>();
        /** Of each identifier: a stream type, or what a descriptor of private data tells. */
        private final Map<Integer, Integer> codecs = new HashMap<>();

        private int distance = PACKET_BYTES;
        private long lastAssociation;

        /** Takes the packets in a buffer and returns where those begin that are not whole. */
        int take(byte[] bytes, int count, long offset) {
            int at = 0;
            while (at + 2 * MAX_DISTANCE < count) {
                if (bytes[at] == SYNC_BYTE && bytes[at + distance] == SYNC_BYTE) {
                    packet(bytes, at, offset + at);
                    at += distance;
                } else {
                    resynchronise(bytes, at);
                    at += bytes[at] == SYNC_BYTE && bytes[at + distance] == SYNC_BYTE ? 0 : 1;
                }
            }
            return at;
        }

        private void resynchronise(byte[] bytes, int at) {
            for (int candidate : DISTANCES) {
                boolean follows = bytes[at + candidate] == SYNC_BYTE && bytes[at + 2 * candidate] == SYNC_BYTE;
                if (bytes[at] == SYNC_BYTE && follows) {
                    distance = candidate;
                    return;
                }
            }
        }

        private void packet(byte[] bytes, int packet, long position) {
            int pid = pid(bytes, packet + 1);
            boolean hasPayload = (bytes[packet + 3] & 0x10) != 0;
            boolean starts = (bytes[packet + 1] & 0x40) != 0 && hasPayload;
            if (hasPayload) {
                follow(bytes, packet, pid, position);
            }
            if (!starts || (pid != 0 && !mapPids.contains(pid))) {
                return;
            }
            int end = packet + PACKET_BYTES;
            int at = payload(bytes, packet);
            at += at < end ? 1 + (bytes[at] & 0xff) : 0; // pointer_field
            if (at + 12 > end) {
                return;
            }
            int sectionEnd = at + 3 + length(bytes, at + 1);
            boolean current = (bytes[at + 5] & 1) != 0;
            if (!current || (sectionEnd <= end && crc(bytes, at, sectionEnd) != 0)) {
                return; // of later use, or damaged: demuxers do not read it either
            }
            int until = Math.min(end, sectionEnd - 4);
            if (bytes[at] == ASSOCIATION_TABLE && pid == 0) {
                lastAssociation = position;
                for (int entry = at + 8; entry + 4 <= until; entry += 4) {
                    mapPids.add(pid(bytes, entry + 2));
                }
            } else if (bytes[at] == MAP_TABLE && pid != 0) {
                map(bytes, at + 12 + length(bytes, at + 10), until, position);
            }
        }

        /**
         * Follows packets that go on after a change, as their continuity counters tell (2.4.3.3). What is sent twice is
         * left out, because FFmpeg would append it.
         */
        private void follow(byte[] bytes, int packet, int pid, long position) {
            int last = pid * PACKET_BYTES;
            boolean starts = (bytes[packet + 1] & 0x40) != 0;
            boolean again = isSame(bytes, packet, last);
            boolean follows = (bytes[packet + 3] & CONTINUITY) == (lastPackets[last + 3] + 1 & CONTINUITY);
            System.arraycopy(bytes, packet, lastPackets, last, PACKET_BYTES);
            long end = position + distance;
            if (pid == 0 || mapPids.contains(pid)) {
                goingOn.values().forEach(it -> it.interrupt(end));
                goingOn.values().removeIf(it -> !it.hasRoom());
            } else if (again) {
                goingOn.computeIfPresent(pid, (_, change) -> {
                    change.interrupt(end);
                    return change.hasRoom() ? change : null;
                });
            } else if (starts || !follows) {
                goingOn.remove(pid);
            } else {
                goingOn.computeIfPresent(pid, (_, change) -> change.goOn(end));
            }
        }

        /** Whether a packet has the header and the payload of the last one. Its clock may differ. */
        private boolean isSame(byte[] bytes, int packet, int last) {
            int start = Math.min(payload(bytes, packet) - packet, PACKET_BYTES);
            int lastStart = Math.min(payload(lastPackets, last) - last, PACKET_BYTES);
            int end = packet + PACKET_BYTES;
            int lastEnd = last + PACKET_BYTES;
            return Arrays.equals(bytes, packet, packet + 4, lastPackets, last, last + 4)
                    && Arrays.equals(bytes, packet + start, end, lastPackets, last + lastStart, lastEnd);
        }

        /** Where the payload of a packet starts: after the adaptation field, if there is one. */
        private static int payload(byte[] bytes, int packet) {
            return packet + 4 + ((bytes[packet + 3] & 0x20) != 0 ? 1 + (bytes[packet + 4] & 0xff) : 0);
        }

        /** CRC-32 of a section with its own at its end, which is 0 (Annex A). */
        private static int crc(byte[] bytes, int from, int until) {
            int crc = -1;
            for (int at = from; at < until; at++) {
                crc ^= bytes[at] << 24;
                for (int bit = 0; bit < 8; bit++) {
                    crc = crc << 1 ^ (crc >> 31 & CRC_POLYNOMIAL);
                }
            }
            return crc;
        }

        private void map(byte[] bytes, int from, int until, long position) {
            for (int entry = from; entry + 5 <= until; ) {
                int next = entry + 5 + length(bytes, entry + 3);
                int codec = codec(bytes, entry, Math.min(next, until));
                int pid = pid(bytes, entry + 1);
                int before = codec == UNKNOWN ? UNKNOWN : Objects.requireNonNullElse(codecs.put(pid, codec), UNKNOWN);
                if (before != UNKNOWN && before != codec && changes.size() < MAX_CHANGES) {
                    Change change = new Change(pid, Math.min(lastAssociation, position), position, position + distance);
                    changes.add(change);
                    goingOn.put(pid, change);
                }
                entry = next;
            }
        }

        private static int codec(byte[] bytes, int entry, int until) {
            int type = bytes[entry] & 0xff;
            if (type == PRIVATE_DATA) {
                return codecOfPrivateData(bytes, entry + 5, until);
            }
            // One decoder has both versions of MPEG video, and one those of MPEG audio.
            return type == 1 || type == 3 ? type + 1 : type;
        }

        private static int codecOfPrivateData(byte[] bytes, int from, int until) {
            for (int at = from; at + 2 <= until; at += 2 + (bytes[at + 1] & 0xff)) {
                int tag = bytes[at] & 0xff;
                if (tag == REGISTRATION && at + 6 <= until) {
                    return Arrays.hashCode(Arrays.copyOfRange(bytes, at + 2, at + 6)); // format_identifier
                }
                if (CODEC_DESCRIPTORS.contains(tag)) {
                    return PRIVATE_DATA << 8 | tag;
                }
            }
            return UNKNOWN;
        }

        private static int pid(byte[] bytes, int at) {
            return (bytes[at] & 0x1f) << 8 | (bytes[at + 1] & 0xff);
        }

        /** Lengths have 12 bits. */
        private static int length(byte[] bytes, int at) {
            return (bytes[at] & 0x0f) << 8 | (bytes[at + 1] & 0xff);
        }
    }
}
