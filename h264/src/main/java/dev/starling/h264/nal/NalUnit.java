package dev.starling.h264.nal;

import dev.starling.h264.bits.H264Exception;
import java.util.Arrays;

/**
 * One NAL unit (7.3.1) as it lies in a stream: header byte and payload with its emulation prevention bytes, without
 * start code or length. It is a view: the bytes belong to whoever gave the array, and must not change while the unit is
 * in use.
 */
public final class NalUnit {

    private final byte[] data;
    private final int from;
    private final int to;

    /** A view of {@code data[from, to)}. */
    public NalUnit(byte[] data, int from, int to) {
        if (from < 0 || to < from || to > data.length) {
            throw new IndexOutOfBoundsException("[" + from + ", " + to + ") of " + data.length);
        }
        this.data = data;
        this.from = from;
        this.to = to;
    }

    /** A NAL unit that carries the given RBSP: the inverse of {@link #rbsp}. {@code nalRefIdc} is 0…3. */
    public static NalUnit ofRbsp(int nalRefIdc, NalUnitType type, byte[] rbsp) {
        byte[] unit = new byte[1 + EmulationPrevention.maxInsertedLength(rbsp.length)];
        unit[0] = header(nalRefIdc, type);
        int length = EmulationPrevention.insert(rbsp, 0, rbsp.length, unit, 1);
        return new NalUnit(Arrays.copyOf(unit, length), 0, length);
    }

    /** The header byte: forbidden_zero_bit, nal_ref_idc in two bits, nal_unit_type in five. */
    public static byte header(int nalRefIdc, NalUnitType type) {
        if (nalRefIdc < 0 || nalRefIdc > 3) {
            throw new IllegalArgumentException("nal_ref_idc = " + nalRefIdc);
        }
        return (byte) ((nalRefIdc << 5) | type.value());
    }

    /** nal_ref_idc, 0…3; 0 means that no other picture refers to this one. */
    public int nalRefIdc() {
        return (headerByte() >> 5) & 3;
    }

    /**
     * nal_unit_type.
     *
     * @throws H264Exception if the unit is empty or its forbidden_zero_bit is set
     */
    public NalUnitType type() {
        int header = headerByte();
        if ((header & 0x80) != 0) {
            throw H264Exception.malformed("forbidden_zero_bit", 0);
        }
        return NalUnitType.of(header & 0x1F);
    }

    private int headerByte() {
        if (from == to) {
            throw H264Exception.truncated("forbidden_zero_bit", 0);
        }
        return data[from] & 0xFF;
    }

    /** The payload without emulation prevention bytes: the RBSP of 7.4.1, trailing bits included. */
    public byte[] rbsp() {
        byte[] rbsp = new byte[Math.max(0, to - from - 1)];
        return Arrays.copyOf(rbsp, rbspInto(rbsp));
    }

    /**
     * As {@link #rbsp}, into an array of the caller, which must have room for {@link #length} bytes.
     *
     * @return the number of bytes
     */
    public int rbspInto(byte[] rbsp) {
        headerByte();
        return EmulationPrevention.remove(data, from + 1, to, rbsp);
    }

    /** The array that this is a view of. */
    public byte[] data() {
        return data;
    }

    /** Index of the header byte in {@link #data}. */
    public int from() {
        return from;
    }

    /** Index after the last byte in {@link #data}. */
    public int to() {
        return to;
    }

    /** Length in bytes, header included. */
    public int length() {
        return to - from;
    }

    /** A copy of the whole unit, header included, with its emulation prevention bytes. */
    public byte[] toByteArray() {
        return Arrays.copyOfRange(data, from, to);
    }

    /** Equal bytes. */
    @Override
    public boolean equals(Object other) {
        return other instanceof NalUnit unit && Arrays.equals(data, from, to, unit.data, unit.from, unit.to);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(toByteArray());
    }

    @Override
    public String toString() {
        return from == to ? "NalUnit[]" : "NalUnit[" + NalUnitType.of(data[from] & 0x1F) + ", " + length() + " bytes]";
    }
}
