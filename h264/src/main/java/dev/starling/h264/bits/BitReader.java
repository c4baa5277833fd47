package dev.starling.h264.bits;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads the descriptors of 7.2 and 9.1, u(n), ue(v), se(v) and te(v), from a byte array that holds an RBSP. Every read
 * names its syntax element. A read past the end throws TRUNCATED in that element and never returns made-up bits.
 *
 * <p>Reusable: {@link #reset} switches to other data without allocating.
 */
public final class BitReader {

    private static final VarHandle BIG_ENDIAN_LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final byte[] NOTHING = {};

    private byte[] data = NOTHING;
    /** Index of the first byte; bit positions count from there. */
    private int from;
    /** Index after the last readable byte. */
    private int until;
    /** Position of the next bit, in bits from {@code data[0]}. */
    private long position;
    /** Position after the last readable bit, in bits from {@code data[0]}. */
    private long limit;

    /** A reader of no data; call {@link #reset} before use. */
    public BitReader() {}

    /** Reads all bits of {@code data[from, until)}. */
    public BitReader(byte[] data, int from, int until) {
        reset(data, from, until);
    }

    /** Starts over on all bits of {@code data[from, until)}. */
    public void reset(byte[] data, int from, int until) {
        if (from < 0 || until < from || until > data.length) {
            throw new IndexOutOfBoundsException("[" + from + ", " + until + ") of " + data.length);
        }
        this.data = data;
        this.from = from;
        this.until = until;
        position = 8L * from;
        limit = 8L * until;
    }

    /**
     * Starts over on the RBSP in {@code data[from, until)}, up to its rbsp_stop_one_bit: the last one bit of the data
     * (7.3.2.11). That bit is not readable, which makes {@link #moreRbspData} a comparison, and a read that runs into
     * the trailing bits TRUNCATED.
     */
    public void resetToRbsp(byte[] data, int from, int until) {
        reset(data, from, until);
        int last = until;
        while (last > from && data[last - 1] == 0) {
            last--;
        }
        if (last == from) {
            throw H264Exception.truncated("rbsp_stop_one_bit", 8L * (until - from));
        }
        limit = 8L * last - 1 - Integer.numberOfTrailingZeros(data[last - 1]);
    }

    /** Bits read so far. */
    public long bitPosition() {
        return position - 8L * from;
    }

    /** Bits left to read. */
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

    /** The array that this reads from. */
    public byte[] data() {
        return data;
    }

    /** Index in {@link #data()} of the byte that holds the next bit. */
    public int byteIndex() {
        return (int) (position >>> 3);
    }

    /**
     * The next {@code n} bits (0…32), not consumed. Bits past the end are zero; {@link #skip} must follow, which checks
     * for the end.
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

    /** ue(v) in 0…{@code max}; larger values are MALFORMED. */
    public int ue(int max, String syntaxElement) {
        long at = position;
        long value = ue32(syntaxElement);
        if (value > max) {
            throw H264Exception.malformed(syntaxElement, at - 8L * from);
        }
        return (int) value;
    }

    /** se(v) in {@code min}…{@code max}; other values are MALFORMED. */
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

    /** te(v) with the range 0…{@code max}, {@code max} ≥ 1; larger values are MALFORMED. */
    public int te(int max, String syntaxElement) {
        return max == 1 ? (flag(syntaxElement) ? 0 : 1) : ue(max, syntaxElement);
    }

    /** A MALFORMED error at the current position, for a value that was read but is not allowed. */
    public H264Exception malformed(String syntaxElement) {
        return H264Exception.malformed(syntaxElement, bitPosition());
    }

    /** An UNSUPPORTED error at the current position. */
    public H264Exception unsupported(String syntaxElement) {
        return H264Exception.unsupported(syntaxElement, bitPosition());
    }

    /** At least 57 bits from the current position, left-aligned; bits past the end are zero. */
    private long window() {
        int index = (int) (position >>> 3);
        if (index + 8 <= until) {
            return (long) BIG_ENDIAN_LONG.get(data, index) << (position & 7);
        }
        long tail = 0;
        for (int i = 0; i < 8; i++) {
            tail = tail << 8 | (index + i < until ? data[index + i] & 0xFF : 0);
        }
        return tail << (position & 7);
    }

    /** An Exp-Golomb code that is too long for one window: 29 or more leading zeros. */
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
