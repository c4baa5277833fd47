package dev.starling.h264.bits;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes the descriptors that {@link BitReader} reads, into a byte array that grows. A value that does not fit its
 * descriptor throws an {@link IllegalArgumentException} that names the syntax element: it is a bug in the caller, not
 * in the input.
 *
 * <p>Reusable: {@link #reset} starts over and keeps the array.
 */
public final class BitWriter {

    private static final VarHandle BIG_ENDIAN_LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] data;
    /** Number of complete bytes in {@link #data}. */
    private int size;
    /** The {@link #pendingBits} bits after them, right-aligned; always fewer than 64. */
    private long pending;

    private int pendingBits;

    /** A writer with a small initial capacity. */
    public BitWriter() {
        this(256);
    }

    /** A writer with an initial capacity of {@code capacityBytes}. */
    public BitWriter(int capacityBytes) {
        data = new byte[Math.max(16, capacityBytes)];
    }

    /** Discards what was written and keeps the capacity. */
    public void reset() {
        size = 0;
        pending = 0;
        pendingBits = 0;
    }

    /** Bits written so far. */
    public long bitPosition() {
        return 8L * size + pendingBits;
    }

    /** byte_aligned() (7.2). */
    public boolean isByteAligned() {
        return (pendingBits & 7) == 0;
    }

    /** u(n) for n in 0…32. */
    public void u(int n, long value, String syntaxElement) {
        if (value >>> n != 0) {
            throw new IllegalArgumentException(syntaxElement + " = " + value + " does not fit u(" + n + ")");
        }
        put(n, value);
    }

    /** u(1). */
    public void flag(boolean set, String syntaxElement) {
        put(1, set ? 1 : 0);
    }

    /** ue(v) for 0…2^32−2. */
    public void ue(long value, String syntaxElement) {
        if (value < 0 || value > 0xFFFF_FFFEL) {
            throw new IllegalArgumentException(syntaxElement + " = " + value + " does not fit ue(v)");
        }
        long codeNumPlus1 = value + 1;
        int length = 64 - Long.numberOfLeadingZeros(codeNumPlus1);
        put(length - 1, 0);
        put(length, codeNumPlus1);
    }

    /** se(v). */
    public void se(int value, String syntaxElement) {
        ue(value > 0 ? 2L * value - 1 : -2L * value, syntaxElement);
    }

    /** te(v) with the range 0…{@code max}, {@code max} ≥ 1. */
    public void te(int max, int value, String syntaxElement) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException(syntaxElement + " = " + value + " is not in 0…" + max);
        }
        if (max == 1) {
            put(1, 1 - value);
        } else {
            ue(value, syntaxElement);
        }
    }

    /**
     * Writes the low {@code n} bits (0…32) of {@code bits}; all other bits must be zero. Unchecked, for code words of
     * tables.
     */
    public void put(int n, long bits) {
        int room = 64 - pendingBits;
        if (n < room) {
            pending = pending << n | bits;
            pendingBits += n;
        } else {
            int over = n - room;
            long full = room == 64 ? bits >>> over : pending << room | bits >>> over;
            ensureRoom(8);
            BIG_ENDIAN_LONG.set(data, size, full);
            size += 8;
            pending = bits & ((1L << over) - 1);
            pendingBits = over;
        }
    }

    /** Writes zero bits up to the next byte boundary. */
    public void alignWithZeros() {
        put(-pendingBits & 7, 0);
    }

    /** Writes one bits up to the next byte boundary. */
    public void alignWithOnes() {
        int n = -pendingBits & 7;
        put(n, (1 << n) - 1);
    }

    /** rbsp_trailing_bits() of 7.3.2.11. */
    public void rbspTrailingBits() {
        put(1, 1);
        alignWithZeros();
    }

    /** Appends {@code source[from, until)}; the position must be byte-aligned. */
    public void bytes(byte[] source, int from, int until) {
        spill();
        ensureRoom(until - from);
        System.arraycopy(source, from, data, size, until - from);
        size += until - from;
    }

    /**
     * The array with the bytes written, of which the first {@link #sizeBytes} count. The position must be byte-aligned;
     * the array is valid until the next write.
     */
    public byte[] data() {
        spill();
        return data;
    }

    /** Number of bytes written; the position must be byte-aligned. */
    public int sizeBytes() {
        spill();
        return size;
    }

    /** A copy of the bytes written; the position must be byte-aligned. */
    public byte[] toByteArray() {
        spill();
        return Arrays.copyOf(data, size);
    }

    private void spill() {
        if ((pendingBits & 7) != 0) {
            throw new IllegalStateException("not byte-aligned: bit " + bitPosition());
        }
        ensureRoom(8);
        while (pendingBits > 0) {
            pendingBits -= 8;
            data[size++] = (byte) (pending >>> pendingBits);
        }
        pending = 0;
    }

    private void ensureRoom(int bytes) {
        if (data.length - size < bytes) {
            data = Arrays.copyOf(data, Math.max(2 * data.length, size + bytes));
        }
    }
}
