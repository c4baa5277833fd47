package dev.starling.h264.nal;

import dev.starling.h264.bits.H264Exception;
import java.util.Arrays;

/**
 * One NAL unit (7.3.1) as it lies in a stream: header byte and payload with emulation prevention bytes, without start
 * code or length. It is a view of an array, which must not change while the unit is in use.
 */
public final class NalUnit {

    private final byte[] data;
    private final int from;
    private final int until;

    /** A view of {@code data[from, until)}. */
    public NalUnit(byte[] data, int from, int until) {
        if (from < 0 || until < from || until > data.length) {
            throw new IndexOutOfBoundsException("[" + from + ", " + until + ") of " + data.length);
        }
        this.data = data;
        this.from = from;
        this.until = until;
    }

    /** A view of all of {@code data}. */
    public static NalUnit of(byte[] data) {
        return new NalUnit(data, 0, data.length);
    }

    /** A NAL unit that carries the given RBSP: the inverse of {@link #rbsp}. {@code nalRefIdc} is 0…3. */
    public static NalUnit ofRbsp(int nalRefIdc, NalUnitType type, byte[] rbsp) {
        byte[] unit = new byte[1 + EmulationPrevention.maxInsertedLength(rbsp.length)];
        unit[0] = new NalUnitHeader(nalRefIdc, type).toByte();
        int length = EmulationPrevention.insert(rbsp, 0, rbsp.length, unit, 1);
        return new NalUnit(Arrays.copyOf(unit, length), 0, length);
    }

    /**
     * The fields of the header byte.
     *
     * @throws H264Exception if the unit is empty or its forbidden_zero_bit is set
     */
    public NalUnitHeader header() {
        return NalUnitHeader.of(headerByte());
    }

    /**
     * nal_ref_idc, 0…3; 0 means that no other picture refers to this one.
     *
     * @throws H264Exception if the unit is empty
     */
    public int nalRefIdc() {
        return (headerByte() >> 5) & 3;
    }

    /**
     * nal_unit_type.
     *
     * @throws H264Exception if the unit is empty or its forbidden_zero_bit is set
     */
    public NalUnitType type() {
        return NalUnitHeader.type(headerByte());
    }

    private byte headerByte() {
        if (from == until) {
            throw H264Exception.truncated("forbidden_zero_bit", 0);
        }
        return data[from];
    }

    /** The payload without emulation prevention bytes: the RBSP of 7.4.1, including its trailing bits. */
    public byte[] rbsp() {
        byte[] rbsp = new byte[Math.max(0, until - from - 1)];
        return Arrays.copyOf(rbsp, rbspInto(rbsp));
    }

    /**
     * Writes the {@link #rbsp} to the caller's array, which must have room for {@link #length} bytes.
     *
     * @return its length in bytes
     */
    public int rbspInto(byte[] rbsp) {
        headerByte();
        return EmulationPrevention.remove(data, from + 1, until, rbsp);
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
    public int until() {
        return until;
    }

    /** Length in bytes, including the header. */
    public int length() {
        return until - from;
    }

    /** A copy of the whole unit, including the header and emulation prevention bytes. */
    public byte[] toByteArray() {
        return Arrays.copyOfRange(data, from, until);
    }

    /** Compares the bytes. */
    @Override
    public boolean equals(Object other) {
        return other instanceof NalUnit unit && Arrays.equals(data, from, until, unit.data, unit.from, unit.until);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(toByteArray());
    }

    @Override
    public String toString() {
        return from == until
                ? "NalUnit[]"
                : "NalUnit[" + NalUnitType.of(data[from] & 0x1F) + ", " + length() + " bytes]";
    }
}
