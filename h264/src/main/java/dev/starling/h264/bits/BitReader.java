package dev.starling.h264.bits;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads the descriptors of clause 7.2 and 9.1, u(n), ue(v), se(v) and te(v), from a byte array that holds an RBSP.
 * Every read names its syntax element, and a read past the end is TRUNCATED in that element: no bit is ever invented.
 *
 * <p>Made to be reused: {@link #reset} starts over on other data without allocating.
 */
public final class BitReader {

    private static final VarHandle BIG_ENDIAN_LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final byte[] NOTHING = {};

    private byte[] data = NOTHING;
    /** Index of the first byte; bit positions are counted from there. */
    private int from;
    /** Index after the last byte that may be touched. */
    private int to;
    /** Absolute position of the next bit, in bits from {@code data[0]}. */
    private long position;
    /** Absolute position after the last bit that may be read. */
    private long limit;

    /** A reader of nothing, to be {@link #reset}. */
    public BitReader() {}

    /** Reads all bits of {@code data[from, to)}. */
    public BitReader(byte[] data, int from, int to) {
        reset(data, from, to);
    }

    /** Starts over on all bits of {@code data[from, to)}. */
    public void reset(byte[] data, int from, int to) {
        if (from < 0 || to < from || to > data.length) {
            throw new IndexOutOfBoundsException("[" + from + ", " + to + ") of " + data.length);
        }
        this.data = data;
        this.from = from;
        this.to = to;
        position = 8L * from;
        limit = 8L * to;
    }

    /**
     * Starts over on the RBSP in {@code data[from, to)}, up to its rbsp_stop_one_bit: the last one bit of the data
     * (7.3.2.11). That bit itself cannot be read, so that {@link #moreRbspData} is a comparison and running into the
     * trailing bits is TRUNCATED.
     */
    public void resetToRbsp(byte[] data, int from, int to) {
        reset(data, from, to);
        int last = to;
        while (last > from && data[last - 1] == 0) {
            last--;
        }
        if (last == from) {
            throw H264Exception.truncated("rbsp_stop_one_bit", 8L * (to - from));
        }
        limit = 8L * last - 1 - Integer.numberOfTrailingZeros(data[last - 1]);
    }

    /** Bits read so far. */
    public long bitPosition() {
        return position - 8L * from;
    }

    /** Bits that may still be read. */
    public long bitsLeft() {
        return limit - position;
    }

    /** more_rbsp_data() of 7.2, after {@link #resetToRbsp}. */
    public boolean moreRbspData() {
        return position < limit;
    }

    /** byte_aligned() (7.2). */
    public boolean isByteAligned() {
        return (position & 7) == 0;
    }

    /** The array that is read. */
    public byte[] data() {
        return data;
    }

    /** Index in {@link #data()} of the byte that holds the next bit. */
    public int byteIndex() {
        return (int) (position >>> 3);
    }

    /**
     * The next {@code n} bits (0…32) without consuming them; bits past the end of the data read as zero. What follows
     * them must be {@link #skip}, which checks.
     */
    public int peek(int n) {
        return n == 0 ? 0 : (int) (window() >>> (64 - n));
    }

    /** Consumes {@code n} bits (0 or more). */
    public void skip(int n, String syntaxElement) {
        if (limit - position < n) {
            throw H264Exception.truncated(syntaxElement, limit - 8L * from);
        }
        position += n;
    }

    /** u(n) for n in 0…31. */
    public int u(int n, String syntaxElement) {
        int value = peek(n);
        skip(n, syntaxElement);
        return value;
    }

    /** u(32), or any u(n) for n in 0…32, as a non-negative long. */
    public long u32(int n, String syntaxElement) {
        return u(n, syntaxElement) & 0xFFFF_FFFFL;
    }

    /** u(1). */
    public boolean flag(String syntaxElement) {
        if (position >= limit) {
            throw H264Exception.truncated(syntaxElement, limit - 8L * from);
        }
        boolean set = (data[(int) (position >>> 3)] << (position & 7) & 0x80) != 0;
        position++;
        return set;
    }

    /** ue(v) over its whole range 0…2^32−2. */
    public long ue32(String syntaxElement) {
        long window = window();
        int zeros = Long.numberOfLeadingZeros(window);
        if (2 * zeros + 1 <= 57) {
            skip(2 * zeros + 1, syntaxElement);
            return (window >>> (63 - 2 * zeros)) - 1;
        }
        return longUe(syntaxElement);
    }

    /** ue(v) that must be in 0…{@code max}; anything above is MALFORMED. */
    public int ue(int max, String syntaxElement) {
        long at = position;
        long value = ue32(syntaxElement);
        if (value > max) {
            throw H264Exception.malformed(syntaxElement, at - 8L * from);
        }
        return (int) value;
    }

    /** se(v) that must be in {@code min}…{@code max}; anything else is MALFORMED. */
    public int se(int min, int max, String syntaxElement) {
        long at = position;
        long codeNum = ue32(syntaxElement);
        // Table 9-3: code numbers 0, 1, 2, 3, 4 … mean 0, 1, −1, 2, −2 …
        long value = (codeNum & 1) != 0 ? (codeNum + 1) >>> 1 : -(codeNum >>> 1);
        if (value < min || value > max) {
            throw H264Exception.malformed(syntaxElement, at - 8L * from);
        }
        return (int) value;
    }

    /** te(v) with the range 0…{@code max}, {@code max} ≥ 1; anything above is MALFORMED. */
    public int te(int max, String syntaxElement) {
        return max == 1 ? (flag(syntaxElement) ? 0 : 1) : ue(max, syntaxElement);
    }

    /** A MALFORMED error at the present position, for values that were read but cannot be. */
    public H264Exception malformed(String syntaxElement) {
        return H264Exception.malformed(syntaxElement, bitPosition());
    }

    /** An UNSUPPORTED error at the present position. */
    public H264Exception unsupported(String syntaxElement) {
        return H264Exception.unsupported(syntaxElement, bitPosition());
    }

    /** At least 57 bits from the present position on, left-aligned; zeros past the end of the data. */
    private long window() {
        int index = (int) (position >>> 3);
        if (index + 8 <= to) {
            return (long) BIG_ENDIAN_LONG.get(data, index) << (position & 7);
        }
        long tail = 0;
        for (int i = 0; i < 8; i++) {
            tail = tail << 8 | (index + i < to ? data[index + i] & 0xFF : 0);
        }
        return tail << (position & 7);
    }

    /** An Exp-Golomb code too long for one window: 29 or more leading zeros. */
    private long longUe(String syntaxElement) {
        long at = position;
        int zeros = 0;
        while (!flag(syntaxElement)) {
            if (++zeros > 31) {
                throw H264Exception.malformed(syntaxElement, at - 8L * from);
            }
        }
        return (1L << zeros) - 1 + u32(zeros, syntaxElement);
    }
}
