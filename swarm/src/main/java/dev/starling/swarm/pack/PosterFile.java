package dev.starling.swarm.pack;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * The layout of {@code poster.bin}, a picture of the title; all numbers big-endian:
 *
 * <pre>
 *  0  u32  magic "STBJ"
 *  4  u16  version, 1
 *  6  u16  0
 *  8  u32  CRC-32 of all bytes from 12
 * 12       a JPEG file
 * </pre>
 */
final class PosterFile {
    /** Of the whole file; a picture of 320 x 180 has some 15 kB. */
    static final int MAX_BYTES = 1024 * 1024;

    private static final int MAGIC = 0x5354424A;
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 12;

    private PosterFile() {}

    /**
     * The bytes of the file.
     *
     * @throws IllegalArgumentException if the picture is too large
     */
    static byte[] write(byte[] jpeg) {
        if (jpeg.length > MAX_BYTES - HEADER_BYTES) {
            throw new IllegalArgumentException("a poster of " + jpeg.length + " bytes is too large");
        }
        return ByteBuffer.allocate(HEADER_BYTES + jpeg.length)
                .putInt(MAGIC)
                .putShort((short) VERSION)
                .putShort((short) 0)
                .putInt(checksum(jpeg))
                .put(jpeg)
                .array();
    }

    /**
     * Reads the picture.
     *
     * @param file all its bytes
     * @throws IllegalArgumentException if it is damaged or another kind of file
     */
    static byte[] read(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file);
        if (file.length < HEADER_BYTES || in.getInt() != MAGIC || in.getShort() != VERSION) {
            throw new IllegalArgumentException("not a poster of version " + VERSION);
        }
        in.getShort();
        int expected = in.getInt();
        byte[] jpeg = new byte[in.remaining()];
        in.get(jpeg);
        if (checksum(jpeg) != expected) {
            throw new IllegalArgumentException("the poster is damaged: wrong checksum");
        }
        return jpeg;
    }

    private static int checksum(byte[] jpeg) {
        CRC32 crc = new CRC32();
        crc.update(jpeg);
        return (int) crc.getValue();
    }
}
