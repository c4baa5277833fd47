package dev.starling.h264.nal;

import dev.starling.h264.bits.H264Exception;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** NAL units, each after its length, as samples of MP4 files hold them (ISO/IEC 14496-15, 5.3.4.2). */
public final class LengthPrefixed {

    /** The usual number of bytes of each length: lengthSizeMinusOne 3. */
    public static final int DEFAULT_LENGTH_SIZE = 4;

    /**
     * Where a NAL unit lies in length-prefixed data.
     *
     * @param offset of its length field, in bytes
     * @param length of the NAL unit in bytes, header included, length field excluded
     */
    public record Position(int offset, int length, NalUnitHeader header) {}

    private interface UnitConsumer {
        /** {@code from} is the index of the header byte. */
        void accept(int from, int length);
    }

    private LengthPrefixed() {}

    /**
     * Splits {@code data}, one or more whole samples with lengths of {@value #DEFAULT_LENGTH_SIZE} bytes, without
     * copying.
     *
     * @throws H264Exception TRUNCATED in {@code NALUnitLength} if the data ends inside a length or a NAL unit
     */
    public static List<NalUnit> read(byte[] data) {
        return read(data, 0, data.length, DEFAULT_LENGTH_SIZE);
    }

    /**
     * Splits {@code data[from, until)}, one or more whole samples, without copying.
     *
     * @param lengthSize bytes of each length: 1, 2 or 4 (lengthSizeMinusOne + 1)
     * @throws H264Exception TRUNCATED in {@code NALUnitLength} if the data ends inside a length or a NAL unit
     */
    public static List<NalUnit> read(byte[] data, int from, int until, int lengthSize) {
        var units = new ArrayList<NalUnit>();
        ByteBuffer buffer = ByteBuffer.wrap(data, from, until - from);
        forEach(buffer, lengthSize, (start, length) -> units.add(new NalUnit(data, start, start + length)));
        return List.copyOf(units);
    }

    /**
     * Finds the NAL units between the position and the limit of {@code data}, which keeps both. Offsets count from its
     * position.
     *
     * @param lengthSize bytes of each length: 1, 2 or 4 (lengthSizeMinusOne + 1)
     * @throws H264Exception TRUNCATED in {@code NALUnitLength} if the data ends inside a length or a NAL unit; also if
     *     a NAL unit has no valid header byte
     */
    public static List<Position> positions(ByteBuffer data, int lengthSize) {
        var positions = new ArrayList<Position>();
        forEach(data, lengthSize, (from, length) -> {
            if (length == 0) {
                throw H264Exception.truncated("forbidden_zero_bit", 8L * (from - data.position()));
            }
            positions.add(new Position(from - lengthSize - data.position(), length, NalUnitHeader.of(data.get(from))));
        });
        return List.copyOf(positions);
    }

    /** As {@link #positions(ByteBuffer, int)}, with lengths of {@value #DEFAULT_LENGTH_SIZE} bytes. */
    public static List<Position> positions(ByteBuffer data) {
        return positions(data, DEFAULT_LENGTH_SIZE);
    }

    private static void forEach(ByteBuffer data, int lengthSize, UnitConsumer unit) {
        checkLengthSize(lengthSize);
        int at = data.position();
        while (at < data.limit()) {
            long length = Long.MAX_VALUE;
            if (data.limit() - at >= lengthSize) {
                length = 0;
                for (int i = 0; i < lengthSize; i++) {
                    length = length << 8 | (data.get(at + i) & 0xFF);
                }
            }
            if (length > data.limit() - at - lengthSize) {
                throw H264Exception.truncated("NALUnitLength", 8L * (at - data.position()));
            }
            unit.accept(at + lengthSize, (int) length);
            at += lengthSize + (int) length;
        }
    }

    /** The inverse of {@link #read(byte[])}. */
    public static byte[] write(List<NalUnit> units) {
        return write(units, DEFAULT_LENGTH_SIZE);
    }

    /** The inverse of {@link #read(byte[], int, int, int)}. */
    public static byte[] write(List<NalUnit> units, int lengthSize) {
        checkLengthSize(lengthSize);
        int size = 0;
        for (NalUnit unit : units) {
            if (lengthSize < 4 && unit.length() >>> (8 * lengthSize) != 0) {
                throw new IllegalArgumentException(unit + " is too long for a length of " + lengthSize + " bytes");
            }
            size = Math.addExact(size, lengthSize + unit.length());
        }
        byte[] data = new byte[size];
        int at = 0;
        for (NalUnit unit : units) {
            for (int i = lengthSize - 1; i >= 0; i--) {
                data[at++] = (byte) (unit.length() >>> (8 * i));
            }
            System.arraycopy(unit.data(), unit.from(), data, at, unit.length());
            at += unit.length();
        }
        return data;
    }

    private static void checkLengthSize(int lengthSize) {
        if (lengthSize != 1 && lengthSize != 2 && lengthSize != 4) {
            throw new IllegalArgumentException("lengthSize is 1, 2 or 4, not " + lengthSize);
        }
    }
}
