package dev.starling.h264.nal;

import dev.starling.h264.bits.H264Exception;
import java.util.ArrayList;
import java.util.List;

/** NAL units behind their lengths, as samples of MP4 files hold them (ISO/IEC 14496-15, 5.3.4.2). */
public final class LengthPrefixed {

    private LengthPrefixed() {}

    /**
     * Splits {@code data[from, to)}, one or more whole samples, without copying.
     *
     * @param lengthSize bytes of each length: 1, 2 or 4 (lengthSizeMinusOne + 1)
     * @throws H264Exception TRUNCATED in {@code NALUnitLength} if a length, or what it promises, does not fit
     */
    public static List<NalUnit> read(byte[] data, int from, int to, int lengthSize) {
        checkLengthSize(lengthSize);
        var units = new ArrayList<NalUnit>();
        int at = from;
        while (at < to) {
            if (to - at < lengthSize) {
                throw H264Exception.truncated("NALUnitLength", 8L * (at - from));
            }
            long length = 0;
            for (int i = 0; i < lengthSize; i++) {
                length = (length << 8) | (data[at + i] & 0xFF);
            }
            if (length > to - at - lengthSize) {
                throw H264Exception.truncated("NALUnitLength", 8L * (at - from));
            }
            at += lengthSize;
            units.add(new NalUnit(data, at, at + (int) length));
            at += (int) length;
        }
        return List.copyOf(units);
    }

    /** The inverse of {@link #read}. */
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
