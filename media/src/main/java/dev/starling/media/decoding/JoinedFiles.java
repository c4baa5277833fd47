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
 * the container's next box, tag, object, element, page or frame, unless FFmpeg reads on there. Other containers have no
 * file header, or their demuxers read on. Where the header of the file gives its length, nothing else is read.
 */
final class JoinedFiles {
    private static final int MAX_FILES = FileParts.MAX_PARTS;
    /** What comes after so many elements, and one for each of so many bytes, is not looked at: the file is hostile. */
    private static final int MIN_STEPS = 10_000;

    private static final int MIN_MEAN_BYTES = 32;
    /** The metadata of Flash video has what is needed of it in fewer bytes. */
    private static final int METADATA_BYTES = 4096;

    private static final int BUFFER_BYTES = 1 << 20;

    private JoinedFiles() {}

    /** What containers consist of. */
    private enum Structure {
        /** MP4, ISO/IEC 14496-12, 4.2 and 4.3: boxes. */
        BOXES("") {
            @Override
            boolean begins(ByteBuffer head) {
                return MovieSeams.type(head).equals("ftyp");
            }

            @Override
            long bytes(ByteBuffer head) {
                return MovieSeams.bytes(head);
            }

            @Override
            FileSeams seams(FileWindow file) {
                return new MovieSeams(file);
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

            // The number after its name, in the metadata with which files begin: E.5.
            @Override
            boolean isOne(FileWindow file) throws IOException {
                ByteBuffer start = file.read(0, METADATA_BYTES);
                int at = StandardCharsets.ISO_8859_1
                        .decode(start.duplicate())
                        .toString()
                        .indexOf("filesize\0");
                return at >= 0 && at + 17 <= METADATA_BYTES && start.getDouble(at + 9) == file.size();
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
        /** Ogg, RFC 3533, 4 and 6: pages. */
        PAGES("4f67675300") {
            @Override
            long bytes(ByteBuffer head) {
                int segments = head.get(26) & 0xff;
                long bytes = 27L + segments;
                for (int i = 0; i < segments; i++) {
                    bytes += head.get(27 + i) & 0xff;
                }
                return begins(head) ? bytes : UNKNOWN;
            }

            @Override
            FileSeams seams(FileWindow file) {
                return new OggSeams();
            }
        },
        /** MXF, SMPTE ST 377-1, 6.3 and 7: keys, lengths and values. A file begins with its header partition. */
        TRIPLETS("060e2b34020501010d0102010102") {
            @Override
            long bytes(ByteBuffer head) {
                int length = head.get(16) & 0xff;
                int more = length < 0x80 ? 0 : length & 0x7f;
                boolean known = head.getInt(0) == 0x060e2b34 && more <= 8;
                // The header tells where the last partition begins, or 0.
                long last = begins(head) && more <= 8 ? head.getLong(17 + more + 24) : 0;
                return last > 0
                        ? last
                        : !known ? UNKNOWN : 17 + more + (more == 0 ? length : FileStructure.bigEndian(head, 17, more));
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

        /** Whether this is the structure of a file, and, of most structures, whether another file begins here. */
        boolean begins(ByteBuffer head) {
            int at = 0;
            while (at < magic.length() && (head.get(at / 2) & 0xff) == HexFormat.fromHexDigits(magic, at, at + 2)) {
                at += 2;
            }
            return at == magic.length();
        }

        /** Whether the start of the file tells that it is one, so that nothing else has to be read. */
        boolean isOne(FileWindow file) throws IOException {
            return false;
        }

        FileSeams seams(FileWindow file) {
            return new HeaderSeams(this);
        }

        /** The length of what begins here; {@link #UNKNOWN} if it is nothing known. */
        abstract long bytes(ByteBuffer head);
    }

    /** A file begins at each header but those that follow another one. */
    static final class HeaderSeams implements FileSeams {
        private final Structure structure;
        private final List<Long> starts = new ArrayList<>();
        private boolean described = true;

        private HeaderSeams(Structure structure) {
            this.structure = structure;
        }

        @Override
        public void take(long at, ByteBuffer head) {
            boolean begins = structure.begins(head);
            if (begins && described) {
                starts.add(at);
            }
            described = !begins;
        }

        @Override
        public List<Long> starts() {
            return starts;
        }
    }

    /**
     * The first byte of each file; only 0 if there is one.
     *
     * @throws MediaException IO if the file cannot be read; UNSUPPORTED if there are more than {@value #MAX_FILES}
     */
    static List<Long> starts(Path path) {
        try (SeekableByteChannel channel = Files.newByteChannel(path)) {
            FileWindow file = new FileWindow(channel);
            ByteBuffer head = file.at(0);
            Optional<Structure> structure = Arrays.stream(Structure.values())
                    .filter(it -> it.begins(head))
                    .findFirst();
            List<Long> starts = structure.isEmpty() || structure.get().isOne(file)
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

    private static List<Long> walked(FileWindow file, Structure structure) throws IOException {
        FileSeams seams = structure.seams(file);
        long steps = MIN_STEPS + file.size() / MIN_MEAN_BYTES;
        long at = 0;
        for (long step = 0; step < steps && seams.starts().size() <= MAX_FILES; step++) {
            ByteBuffer head = file.at(at);
            seams.take(at, head);
            long bytes = structure.bytes(head);
            if (bytes <= 0 || bytes >= file.size() - at) {
                break;
            }
            at += bytes;
        }
        return seams.finish();
    }

    private static List<Long> found(FileWindow file, byte[] magic) throws IOException {
        List<Long> starts = new ArrayList<>();
        for (long at = 0; at < file.size() && starts.size() <= MAX_FILES; at += BUFFER_BYTES) {
            byte[] bytes = file.read(at, BUFFER_BYTES + magic.length - 1).array();
            for (int i = 0; i < BUFFER_BYTES; i++) {
                if (bytes[i] == magic[0] && Arrays.equals(bytes, i, i + magic.length, magic, 0, magic.length)) {
                    starts.add(at + i);
                }
            }
        }
        return starts;
    }
}
