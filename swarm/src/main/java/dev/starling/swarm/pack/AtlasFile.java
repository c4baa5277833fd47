package dev.starling.swarm.pack;

import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Quality;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The layout of {@code clips/<clip>/atlas.bin}, the blend atlas; all numbers big-endian:
 *
 * <pre>
 *  0  u32  magic "STBA"
 *  4  u16  version, 1
 *  6  u16  blend points: n
 *  8  n times: u8 length and ASCII id of the higher member, likewise of the lower,
 *     u32 access units from the higher, u64 bytes, f64 PSNR, f64 SSIM, f64 VMAF, f64 VMAF NEG
 * </pre>
 */
final class AtlasFile {
    private static final int MAGIC = 0x53544241;
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 8;
    private static final int FIXED_ENTRY_BYTES = 46;

    private AtlasFile() {}

    static byte[] write(List<BlendPoint> points) {
        int size = HEADER_BYTES
                + points.stream()
                        .mapToInt(it -> FIXED_ENTRY_BYTES
                                + it.higher().value().length()
                                + it.lower().value().length())
                        .sum();
        ByteBuffer out = ByteBuffer.allocate(size);
        out.putInt(MAGIC).putShort((short) VERSION).putShort((short) points.size());
        for (BlendPoint point : points) {
            putId(out, point.higher());
            putId(out, point.lower());
            out.putInt(point.fromHigher())
                    .putLong(point.bytes())
                    .putDouble(point.quality().psnr())
                    .putDouble(point.quality().ssim())
                    .putDouble(point.quality().vmaf())
                    .putDouble(point.quality().vmafNeg());
        }
        return out.array();
    }

    /**
     * Reads an atlas.
     *
     * @throws IllegalArgumentException if it is damaged or another kind of file
     */
    static List<BlendPoint> read(ByteBuffer in) {
        try {
            if (in.getInt() != MAGIC || in.getShort() != VERSION) {
                throw new IllegalArgumentException("not a blend atlas of version " + VERSION);
            }
            List<BlendPoint> points = new ArrayList<>();
            for (int left = Short.toUnsignedInt(in.getShort()); left > 0; left--) {
                points.add(new BlendPoint(id(in), id(in), in.getInt(), in.getLong(), quality(in)));
            }
            if (in.hasRemaining()) {
                throw new IllegalArgumentException("has bytes after its last blend point");
            }
            return List.copyOf(points);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("ends inside a blend point", e);
        }
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
