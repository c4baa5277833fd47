package dev.starling.h264.nal;

import dev.starling.h264.bits.H264Exception;
import java.util.ArrayList;
import java.util.List;

/**
 * A byte stream (Annex B), split at its start codes. Each unit keeps the number of zero bytes in front of the 0x01 of
 * its start code: two, three (zero_byte), or more (leading_zero_8bits, trailing_zero_8bits).
 *
 * @param units the NAL units in stream order
 * @param trailingZeroBytes zero bytes after the last NAL unit
 */
public record AnnexB(List<ByteStreamNalUnit> units, int trailingZeroBytes) {

    /**
     * byte_stream_nal_unit() of B.1.1.
     *
     * @param zeroBytes zero bytes before the 0x01 of the start code, 2 or more
     * @param nalUnit empty between two adjacent start codes, which the standard forbids but damaged streams contain
     */
    public record ByteStreamNalUnit(int zeroBytes, NalUnit nalUnit) {
        public ByteStreamNalUnit {
            if (zeroBytes < 2) {
                throw new IllegalArgumentException("a start code has at least two zero bytes, not " + zeroBytes);
            }
        }
    }

    public AnnexB {
        units = List.copyOf(units);
    }

    /**
     * Splits {@code data} without copying: the units are views of it.
     *
     * @throws H264Exception MALFORMED if the first start code follows anything but zero bytes
     */
    public static AnnexB read(byte[] data) {
        var units = new ArrayList<ByteStreamNalUnit>();
        int one = nextStartCode(data, 0);
        int nonZero = 0;
        while (nonZero < data.length && data[nonZero] == 0) {
            nonZero++;
        }
        if (nonZero != one) {
            throw H264Exception.malformed("start_code_prefix_one_3bytes", 8L * nonZero);
        }
        int zeroBytes = one;
        while (one < data.length) {
            int next = nextStartCode(data, one + 1);
            int until = next;
            while (until > one + 1 && data[until - 1] == 0) {
                until--;
            }
            units.add(new ByteStreamNalUnit(zeroBytes, new NalUnit(data, one + 1, until)));
            zeroBytes = next - until;
            one = next;
        }
        return new AnnexB(units, zeroBytes);
    }

    /** The NAL units in stream order; {@link NalUnit#from} and {@link NalUnit#length} give their positions. */
    public List<NalUnit> nalUnits() {
        return units.stream().map(ByteStreamNalUnit::nalUnit).toList();
    }

    /** The byte stream: the inverse of {@link #read}. */
    public byte[] toByteArray() {
        int length = trailingZeroBytes;
        for (var unit : units) {
            length = Math.addExact(length, unit.zeroBytes + 1 + unit.nalUnit.length());
        }
        byte[] data = new byte[length];
        int at = 0;
        for (var unit : units) {
            at += unit.zeroBytes;
            data[at++] = 1;
            NalUnit nalUnit = unit.nalUnit;
            System.arraycopy(nalUnit.data(), nalUnit.from(), data, at, nalUnit.length());
            at += nalUnit.length();
        }
        return data;
    }

    /**
     * Index of the 0x01 of the first start code whose two zero bytes begin at {@code from} or later;
     * {@code data.length} if there is none.
     */
    private static int nextStartCode(byte[] data, int from) {
        int i = from + 2;
        while (i < data.length) {
            if (data[i] > 1 || data[i] < 0) {
                i += 3;
            } else if (data[i] == 1 && data[i - 1] == 0 && data[i - 2] == 0) {
                return i;
            } else {
                i++;
            }
        }
        return data.length;
    }
}
