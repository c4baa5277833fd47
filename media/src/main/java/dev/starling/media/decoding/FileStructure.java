package dev.starling.media.decoding;

import dev.starling.libav.MediaException;
import dev.starling.libav.MediaException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/** Checks by the container's own structure, before anything is read, that a file was not cut off. */
final class FileStructure {
    /** The ID of the segment: RFC 9559, 5.1. */
    private static final long SEGMENT = 0x18538067L;
    /** The boxes without which pictures or sound are missing. The file may end within others. */
    private static final Set<String> NEEDED_BOXES = Set.of("moov", "moof", "mdat");

    /** A file has fewer elements or boxes at its top level, unless it is hostile. */
    private static final int MAX_TOP_LEVEL_PARTS = 1_000_000;

    private static final int RIFF_HEADER_BYTES = 8;
    private static final int LONG_BOX_HEADER_BYTES = 16;

    private FileStructure() {}

    /**
     * Compares what a file's parts declare with its size. What declares no size is not checked.
     *
     * @param container FFmpeg's name
     * @throws MediaException TRUNCATED if a part goes beyond the end of the file; IO if it cannot be read
     */
    static void requireWhole(Path path, String container) {
        try (SeekableByteChannel file = Files.newByteChannel(path)) {
            OptionalLong end = container.startsWith("mov")
                    ? endOfBoxes(file)
                    : container.startsWith("matroska")
                            ? endOfSegment(file)
                            : container.equals("avi") ? endOfRiff(file) : OptionalLong.empty();
            if (end.isPresent() && Long.compareUnsigned(end.getAsLong(), file.size()) > 0) {
                throw MediaException.of(
                        Kind.TRUNCATED,
                        path,
                        String.format(
                                Locale.ROOT,
                                "truncated: the file has %d bytes, but declares %s",
                                file.size(),
                                Long.toUnsignedString(end.getAsLong())));
            }
        } catch (IOException e) {
            throw MediaException.of(Kind.IO, path, String.valueOf(e.getMessage()), e);
        }
    }

    /** ISO/IEC 14496-12, 4.2: a box is its size in 32 bits, its type, and its size in 64 bits if the first one is 1. */
    private static OptionalLong endOfBoxes(SeekableByteChannel file) throws IOException {
        long at = 0;
        for (int part = 0; part < MAX_TOP_LEVEL_PARTS; part++) {
            ByteBuffer head = read(file, at, LONG_BOX_HEADER_BYTES);
            if (head.remaining() < RIFF_HEADER_BYTES) {
                break;
            }
            long size = Integer.toUnsignedLong(head.getInt(0));
            if (size == 1 && head.remaining() == LONG_BOX_HEADER_BYTES) {
                size = head.getLong(8);
            }
            // 0: to the end of the file. What follows the last box need not be one, though it may look like one.
            if (size == 0 || (size > 0 && size < RIFF_HEADER_BYTES)) {
                break;
            }
            if (size < 0 || size > file.size() - at) {
                return NEEDED_BOXES.contains(type(head)) ? OptionalLong.of(at + size) : OptionalLong.empty();
            }
            at += size;
        }
        return OptionalLong.empty();
    }

    private static String type(ByteBuffer head) {
        byte[] type = new byte[4];
        head.get(4, type);
        return new String(type, StandardCharsets.ISO_8859_1);
    }

    /** RFC 8794, 4 and 5: an element is its ID and its size, each with its length in its leading zeros. */
    private static OptionalLong endOfSegment(SeekableByteChannel file) throws IOException {
        long at = 0;
        for (int part = 0; part < MAX_TOP_LEVEL_PARTS; part++) {
            ByteBuffer head = read(file, at, 12);
            if (head.remaining() < 2) {
                break;
            }
            int idBytes = 1 + Integer.numberOfLeadingZeros(head.get(0) & 0xff) - 24;
            if (idBytes > 4 || head.remaining() <= idBytes) {
                break;
            }
            int sizeBytes = 1 + Integer.numberOfLeadingZeros(head.get(idBytes) & 0xff) - 24;
            if (sizeBytes > 8 || head.remaining() < idBytes + sizeBytes) {
                break;
            }
            long id = bigEndian(head, 0, idBytes);
            long mask = (1L << (7 * sizeBytes)) - 1;
            long size = bigEndian(head, idBytes, sizeBytes) & mask;
            if (size == mask) {
                break; // unknown, as in live recordings
            }
            long end = at + idBytes + sizeBytes + size;
            if (id == SEGMENT && end > file.size()) {
                return OptionalLong.of(end);
            }
            at = end;
        }
        return OptionalLong.empty();
    }

    /** The first chunk of AVI: "RIFF" and the size of what follows. */
    private static OptionalLong endOfRiff(SeekableByteChannel file) throws IOException {
        ByteBuffer head = read(file, 0, RIFF_HEADER_BYTES);
        if (head.remaining() < RIFF_HEADER_BYTES
                || !StandardCharsets.US_ASCII
                        .decode(head.slice(0, 4))
                        .toString()
                        .equals("RIFF")) {
            return OptionalLong.empty();
        }
        int size = Integer.reverseBytes(head.getInt(4));
        boolean unknown = size == 0 || size == -1;
        return unknown ? OptionalLong.empty() : OptionalLong.of(RIFF_HEADER_BYTES + Integer.toUnsignedLong(size));
    }

    static long bigEndian(ByteBuffer bytes, int from, int count) {
        long value = 0;
        for (int i = from; i < from + count; i++) {
            value = value << 8 | (bytes.get(i) & 0xff);
        }
        return value;
    }

    /** Bytes of a file; fewer where it ends. */
    static ByteBuffer read(SeekableByteChannel file, long at, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        file.position(at);
        while (bytes.hasRemaining() && file.read(bytes) >= 0) {
            // Goes on until the buffer is full or the file ends.
        }
        return bytes.flip();
    }
}
