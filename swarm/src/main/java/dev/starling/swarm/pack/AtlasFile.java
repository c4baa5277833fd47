package dev.starling.swarm.pack;

import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.BlendPoint.Basis;
import dev.starling.swarm.title.BlendPoint.Result;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.RowBlend;
import dev.starling.swarm.title.Tail;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.zip.CRC32;

/**
 * The layout of {@code clips/<clip>/atlas.bin}, the blend atlas; all numbers big-endian:
 *
 * <pre>
 *  0  u32  magic "STBA"
 *  4  u16  version, 3
 *  6  u16  blend points: n
 *  8  u32  CRC-32 of all bytes from 12
 * 12  n times: u8 kind, then
 *     1, a tail: id of the member, u32 first access unit, f32 CRF step, u64 bytes of the tail, u64 bytes, quality
 *     2, rows: id of the higher member, id of the lower one, u32 rows of the higher one (bit i: row i), result
 *     3, requantised: id of the member, result
 *
 * id       u8 length, ASCII
 * result   u64 bytes, quality, f64 lowest VMAF NEG of a picture, u8 basis (0 measured, 1 predicted)
 * quality  f64 PSNR, f64 SSIM, f64 VMAF, f64 VMAF NEG
 * </pre>
 *
 * Version 2 has only tails, without the kind.
 */
final class AtlasFile {
    private static final int MAGIC = 0x53544241;
    private static final int VERSION = 3;
    private static final int TAILS_ONLY_VERSION = 2;
    private static final int HEADER_BYTES = 12;
    private static final int TAIL = 1;
    private static final int ROWS = 2;
    private static final int REQUANTISED = 3;

    private AtlasFile() {}

    static byte[] write(List<BlendPoint> points) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            out.writeInt(MAGIC);
            out.writeShort(VERSION);
            out.writeShort(points.size());
            out.writeInt(0);
            for (BlendPoint point : points) {
                write(point, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ByteBuffer file = ByteBuffer.wrap(bytes.toByteArray());
        return file.putInt(HEADER_BYTES - Integer.BYTES, checksum(file)).array();
    }

    private static void write(BlendPoint point, DataOutputStream out) throws IOException {
        switch (point) {
            case BlendPoint.OfTail(Tail tail, long tailBytes, long clipBytes, Quality quality) -> {
                out.writeByte(TAIL);
                write(tail.member(), out);
                out.writeInt(tail.from());
                out.writeFloat((float) tail.crfStep());
                out.writeLong(tailBytes);
                out.writeLong(clipBytes);
                write(quality, out);
            }
            case BlendPoint.OfRows(RowBlend rows, Result result) -> {
                out.writeByte(ROWS);
                write(rows.higher(), out);
                write(rows.lower(), out);
                out.writeInt(rows.rows().stream().mapToInt(row -> 1 << row).sum());
                write(result, out);
            }
            case BlendPoint.OfRequantised(ClusterId member, Result result) -> {
                out.writeByte(REQUANTISED);
                write(member, out);
                write(result, out);
            }
        }
    }

    private static void write(ClusterId id, DataOutputStream out) throws IOException {
        byte[] ascii = id.value().getBytes(StandardCharsets.US_ASCII);
        out.writeByte(ascii.length);
        out.write(ascii);
    }

    private static void write(Result result, DataOutputStream out) throws IOException {
        out.writeLong(result.bytes());
        write(result.quality(), out);
        out.writeDouble(result.worstVmafNeg());
        out.writeByte(
                switch (result.basis()) {
                    case MEASURED -> 0;
                    case PREDICTED -> 1;
                });
    }

    private static void write(Quality quality, DataOutputStream out) throws IOException {
        out.writeDouble(quality.psnr());
        out.writeDouble(quality.ssim());
        out.writeDouble(quality.vmaf());
        out.writeDouble(quality.vmafNeg());
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
            int magic = in.getInt();
            int version = in.getShort();
            if (magic != MAGIC || (version != VERSION && version != TAILS_ONLY_VERSION)) {
                throw new IllegalArgumentException(
                        "not a blend atlas of version " + TAILS_ONLY_VERSION + " or " + VERSION);
            }
            int count = Short.toUnsignedInt(in.getShort());
            if (in.getInt() != checksum(file)) {
                throw new IllegalArgumentException("the atlas is damaged: wrong checksum");
            }
            List<BlendPoint> points = new ArrayList<>();
            for (int left = count; left > 0; left--) {
                points.add(point(version == VERSION ? in.get() : TAIL, in));
            }
            if (in.hasRemaining()) {
                throw new IllegalArgumentException("has bytes after its last blend point");
            }
            return List.copyOf(points);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("ends inside a blend point", e);
        }
    }

    private static BlendPoint point(int kind, ByteBuffer in) {
        return switch (kind) {
            case TAIL -> {
                Tail tail = new Tail(id(in), in.getInt(), in.getFloat());
                yield new BlendPoint.OfTail(tail, in.getLong(), in.getLong(), quality(in));
            }
            case ROWS -> {
                ClusterId higher = id(in);
                ClusterId lower = id(in);
                int bits = in.getInt();
                SortedSet<Integer> rows = new TreeSet<>();
                for (int row = 0; row < RowBlend.MAX_ROWS; row++) {
                    if ((bits >>> row & 1) != 0) {
                        rows.add(row);
                    }
                }
                yield new BlendPoint.OfRows(new RowBlend(higher, lower, rows), result(in));
            }
            case REQUANTISED -> new BlendPoint.OfRequantised(id(in), result(in));
            default -> throw new IllegalArgumentException("unknown kind of blend point " + kind);
        };
    }

    private static Result result(ByteBuffer in) {
        long bytes = in.getLong();
        Quality quality = quality(in);
        double worst = in.getDouble();
        int basis = in.get();
        return new Result(
                bytes,
                quality,
                worst,
                switch (basis) {
                    case 0 -> Basis.MEASURED;
                    case 1 -> Basis.PREDICTED;
                    default -> throw new IllegalArgumentException("unknown basis of a blend point " + basis);
                });
    }

    private static int checksum(ByteBuffer file) {
        CRC32 crc = new CRC32();
        crc.update(file.duplicate().clear().position(HEADER_BYTES));
        return (int) crc.getValue();
    }

    private static Quality quality(ByteBuffer in) {
        return new Quality(in.getDouble(), in.getDouble(), in.getDouble(), in.getDouble());
    }

    private static ClusterId id(ByteBuffer in) {
        byte[] ascii = new byte[Byte.toUnsignedInt(in.get())];
        in.get(ascii);
        return new ClusterId(new String(ascii, StandardCharsets.US_ASCII));
    }
}
