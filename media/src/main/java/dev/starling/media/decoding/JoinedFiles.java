package dev.starling.media.decoding;

import dev.starling.libav.MediaException;
import dev.starling.libav.MediaException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Finds where files begin that were put together in one, as with {@code cat}. Of such a file, FFmpeg reads the first
 * part only, or takes the headers of the others for pictures. A part begins where another file header is in place of
 * the container's next box, tag, object, element, page or frame. Other containers have no file header, or their
 * demuxers read on.
 */
final class JoinedFiles {
    /** More are not read. */
    private static final int MAX_FILES = 1024;
    /** A longer file is taken for one. It bounds the time that a hostile file can take. */
    private static final int MAX_STEPS = 10_000_000;

    private static final int HEAD_BYTES = 27 + 255;
    private static final int BUFFER_BYTES = 1 << 20;

    private JoinedFiles() {}

    /** What containers consist of. */
    private enum Structure {
        /** MP4, ISO/IEC 14496-12, 4.2 and 4.3: boxes. One movie box describes the others, but for a type box. */
        BOXES("") {
            @Override
            boolean begins(ByteBuffer head) {
                return type(head).equals("ftyp");
            }

            @Override
            boolean describes(ByteBuffer head) {
                return type(head).equals("moov");
            }

            @Override
            long bytes(ByteBuffer head) {
                long size = Integer.toUnsignedLong(head.getInt(0));
                return size == 1 ? head.getLong(8) : size < 8 ? UNKNOWN : size;
            }

            private static String type(ByteBuffer head) {
                return StandardCharsets.ISO_8859_1.decode(head.slice(4, 4)).toString();
            }
        },
        /** Flash video, Adobe Flash Video File Format Specification 10.1, E.2 to E.4: tags, each with a trailer. */
        TAGS("464c5601") {
            @Override
            long bytes(ByteBuffer head) {
                int type = head.get(0) & 0x1f;
                return begins(head)
                        ? Integer.toUnsignedLong(head.getInt(5)) + 4
                        : type == 8 || type == 9 || type == 18 ? 11 + (head.getInt(0) & 0xffffff) + 4 : UNKNOWN;
            }
        },
        /** ASF, Advanced Systems Format Specification 1.20, 2: objects. */
        OBJECTS("3026b2758e66cf11a6d900aa0062ce6c") {
            @Override
            long bytes(ByteBuffer head) {
                return Long.reverseBytes(head.getLong(16));
            }
        },
        /** Matroska, RFC 8794, 4 and 5: elements. */
        ELEMENTS("1a45dfa3") {
            @Override
            long bytes(ByteBuffer head) {
                int idBytes = 1 + Integer.numberOfLeadingZeros(head.get(0) & 0xff) - 24;
                int sizeBytes = 1 + Integer.numberOfLeadingZeros(head.get(idBytes) & 0xff) - 24;
                long mask = (1L << (7 * sizeBytes)) - 1;
                long size = sizeBytes > 8 ? mask : FileStructure.bigEndian(head, idBytes, sizeBytes) & mask;
                return idBytes > 4 || size == mask ? UNKNOWN : idBytes + sizeBytes + size;
            }
        },
        /** Ogg, RFC 3533, 4 and 6: pages. Those that begin streams come before all others. */
        PAGES("4f67675300") {
            @Override
            boolean begins(ByteBuffer head) {
                return super.begins(head) && (head.get(5) & 2) != 0;
            }

            @Override
            long bytes(ByteBuffer head) {
                int segments = head.get(26) & 0xff;
                long bytes = 27L + segments;
                for (int i = 0; i < segments; i++) {
                    bytes += head.get(27 + i) & 0xff;
                }
                return super.begins(head) ? bytes : UNKNOWN;
            }
        },
        /** MXF, SMPTE ST 377-1, 6.3 and 7: keys, lengths and values. A file begins with its header partition. */
        TRIPLETS("060e2b34020501010d0102010102") {
            @Override
            long bytes(ByteBuffer head) {
                int length = head.get(16) & 0xff;
                int more = length < 0x80 ? 0 : length & 0x7f;
                boolean known = head.getInt(0) == 0x060e2b34 && more <= 8;
                return !known ? UNKNOWN : 17 + more + (more == 0 ? length : FileStructure.bigEndian(head, 17, more));
            }
        },
        /** IVF: frames, each after its size and its time. */
        FRAMES("444b4946") {
            @Override
            long bytes(ByteBuffer head) {
                return begins(head)
                        ? Short.toUnsignedInt(Short.reverseBytes(head.getShort(6)))
                        : 12 + Integer.toUnsignedLong(Integer.reverseBytes(head.getInt(0)));
            }
        },
        /** NUT: packets whose sizes depend on many headers. Its file header is long enough to be found anywhere. */
        ANYTHING("6e75742f6d756c74696d6564696120636f6e7461696e657200") {
            @Override
            long bytes(ByteBuffer head) {
                return UNKNOWN;
            }
        };

        static final long UNKNOWN = -1;

        /** What a file begins with, in hexadecimal digits. */
        final String magic;

        Structure(String magic) {
            this.magic = magic;
        }

        /** Whether a file begins here. */
        boolean begins(ByteBuffer head) {
            return head.slice(0, magic.length() / 2)
                    .equals(ByteBuffer.wrap(HexFormat.of().parseHex(magic)));
        }

        /** Whether another file may begin after this. */
        boolean describes(ByteBuffer head) {
            return !begins(head);
        }

        /** The length of what begins here; {@link #UNKNOWN} if it is nothing known. */
        abstract long bytes(ByteBuffer head);
    }

    /**
     * The first byte of each file; only 0 if there is one.
     *
     * @throws MediaException IO if the file cannot be read; UNSUPPORTED if there are more than {@value #MAX_FILES}
     */
    static List<Long> starts(Path path) {
        try (SeekableByteChannel file = Files.newByteChannel(path)) {
            ByteBuffer head = read(file, 0);
            Optional<Structure> structure = Arrays.stream(Structure.values())
                    .filter(it -> it.begins(head))
                    .findFirst();
            List<Long> starts = structure.isEmpty()
                    ? List.of(0L)
                    : structure.get() == Structure.ANYTHING
                            ? found(file, HexFormat.of().parseHex(structure.get().magic))
                            : walked(file, structure.get());
            if (starts.size() > MAX_FILES) {
                throw MediaException.of(
                        Kind.UNSUPPORTED, path, "more than " + MAX_FILES + " files put together; give fewer at a time");
            }
            return starts;
        } catch (IOException e) {
            throw MediaException.of(Kind.IO, path, String.valueOf(e.getMessage()), e);
        }
    }

    private static List<Long> walked(SeekableByteChannel file, Structure structure) throws IOException {
        List<Long> starts = new ArrayList<>();
        boolean described = true;
        long at = 0;
        for (int step = 0; step < MAX_STEPS && starts.size() <= MAX_FILES; step++) {
            ByteBuffer head = read(file, at);
            if (structure.begins(head) && described) {
                starts.add(at);
                described = false;
            }
            described |= structure.describes(head);
            long bytes = structure.bytes(head);
            if (bytes <= 0 || bytes >= file.size() - at) {
                break;
            }
            at += bytes;
        }
        return starts;
    }

    private static List<Long> found(SeekableByteChannel file, byte[] magic) throws IOException {
        List<Long> starts = new ArrayList<>();
        for (long at = 0; at < file.size() && starts.size() <= MAX_FILES; at += BUFFER_BYTES) {
            byte[] bytes = new byte[BUFFER_BYTES + magic.length - 1];
            FileStructure.read(file, at, bytes.length).get(bytes, 0, (int) Math.min(bytes.length, file.size() - at));
            for (int i = 0; i < BUFFER_BYTES; i++) {
                if (bytes[i] == magic[0] && Arrays.equals(bytes, i, i + magic.length, magic, 0, magic.length)) {
                    starts.add(at + i);
                }
            }
        }
        return starts;
    }

    /** Bytes of a file; zeros after its end. */
    private static ByteBuffer read(SeekableByteChannel file, long at) throws IOException {
        return ByteBuffer.allocate(HEAD_BYTES)
                .put(FileStructure.read(file, at, HEAD_BYTES))
                .clear();
    }
}
