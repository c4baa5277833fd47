package dev.starling.swarm.pack;

import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.Tail;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The layout of {@code clips/<clip>/atlas.bin}, the blend atlas; all numbers big-endian:
 *
 * <pre>
 *  0  u32  magic "STBA"
 *  4  u16  version, 2
 *  6  u16  blend points: n
 *  8  u32  CRC-32 of all bytes from 12
 * 12  n times: u8 length and ASCII id of the member, u32 first access unit of the tail, f32 CRF step,
 *     u64 bytes of the tail, u64 bytes of the clip, f64 PSNR, f64 SSIM, f64 VMAF, f64 VMAF NEG
 * </pre>
 */
final class AtlasFile {
    private static final int MAGIC = 0x53544241;
    private static final int VERSION = 2;
    private static final int HEADER_BYTES = 12;
    private static final int FIXED_ENTRY_BYTES = 57;

    private AtlasFile() {}

    static byte[] write(List<BlendPoint> points) {
        int size = HEADER_BYTES
                + points.stream()
                        .mapToInt(it ->
                                FIXED_ENTRY_BYTES + it.tail().member().value().length())
                        .sum();
        ByteBuffer out = ByteBuffer.allocate(size);
        out.putInt(MAGIC).putShort((short) VERSION).putShort((short) points.size());
        out.putInt(0);
        for (BlendPoint point : points) {
            putId(out, point.tail().member());
            out.putInt(point.tail().from())
                    .putFloat((float) point.tail().crfStep())
                    .putLong(point.tailBytes())
                    .putLong(point.bytes())
                    .putDouble(point.quality().psnr())
                    .putDouble(point.quality().ssim())
                    .putDouble(point.quality().vmaf())
                    .putDouble(point.quality().vmafNeg());
        }
        return out.putInt(HEADER_BYTES - Integer.BYTES, checksum(out)).array();
    }

    /**
     * Reads an atlas.
     *
     * @param file all its bytes
     * @throws IllegalArgumentException if it is damaged or another kind of file
     */
    static List<BlendPoint> read(ByteBuffer file) {
        ByteBuffer in = file.duplicate();
        try {
            if (in.getInt() != MAGIC || in.getShort() != VERSION) {
                throw new IllegalArgumentException("not a blend atlas of version " + VERSION);
            }
            int count = Short.toUnsignedInt(in.getShort());
            if (in.getInt() != checksum(file)) {
                throw new IllegalArgumentException("the atlas is damaged: wrong checksum");
            }
            List<BlendPoint> points = new ArrayList<>();
            for (int left = count; left > 0; left--) {
                Tail tail = new Tail(id(in), in.getInt(), in.getFloat());
                points.add(new BlendPoint(tail, in.getLong(), in.getLong(), quality(in)));
            }
            if (in.hasRemaining()) {
                throw new IllegalArgumentException("has bytes after its last blend point");
            }
            return List.copyOf(points);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("ends inside a blend point", e);
        }
    }

    private static int checksum(ByteBuffer file) {
        CRC32 crc = new CRC32();
        crc.update(file.duplicate().clear().position(HEADER_BYTES));
        return (int) crc.getValue();
    }

    private static Quality quality(ByteBuffer in) {
        return new Quality(in.getDouble(), in.getDouble(), in.getDouble(), in.getDouble());
    }

    private static void putId(ByteBuffer out, ClusterId id) {
        byte[] ascii = id.value().getBytes(StandardCharsets.US_ASCII);
        out.put((byte) ascii.length).put(ascii);
    }

    private static ClusterId id(ByteBuffer in) {
        byte[] ascii = new byte[Byte.toUnsignedInt(in.get())];
        in.get(ascii);
        return new ClusterId(new String(ascii, StandardCharsets.US_ASCII));
    }
}
