package dev.starling.h264.entropy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The arithmetic encoding engine of 9.3.4, the mirror of {@link CabacDecoder}. Writes to a byte array that grows.
 *
 * <p>{@code low} has codILow, above it the {@code queuedBits} bits that renormalisation shifted out, and above them a
 * bit for the carry. A carry propagates back through the bytes already written, so outstanding bits need not be
 * counted:
 *
 * <pre>
 *   low = | carry: 1 | queuedBits bits not yet written | codILow: 9 bits |
 * </pre>
 *
 * <p>One instance can encode any number of slices. Not thread-safe.
 */
public final class CabacEncoder {
    private static final VarHandle BIG_ENDIAN_INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    /** The number of bits that fit into {@link #low} in addition to 31 queued ones. */
    private static final int MAX_BYPASS_BINS = 16;

    /** The states of the context variables, which are indices in {@link CabacStates#STATES}. */
    private final byte[] contexts = new byte[ContextInit.CONTEXTS];

    private byte[] data = new byte[1 << 12];
    private int size;
    private int codIRange;
    private long low;
    private int queuedBits;

    /** Clears the output and calls {@link #start}. Contexts do not change. */
    public void reset() {
        size = 0;
        start();
    }

    /** Initialises the engine (9.3.4.1) at the end of the output, which is byte-aligned; also after I_PCM samples. */
    public void start() {
        codIRange = 510;
        low = 0;
        // The first bit, which PutBit of the standard suppresses, is the one above codILow: it is never queued here.
        queuedBits = 0;
    }

    /** Initialises all contexts for a slice; see {@link CabacDecoder#initContexts}. */
    public void initContexts(int table, int sliceQpY) {
        ContextInit.init(contexts, table, sliceQpY);
    }

    /** A copy of the context states; see {@link CabacDecoder#contexts}. */
    public byte[] contexts() {
        return contexts.clone();
    }

    /** codIRange, 256…510 between bins. */
    public int codIRange() {
        return codIRange;
    }

    /**
     * EncodeDecision (9.3.4.2). As in {@link CabacDecoder#decodeDecision}, no branch depends on the symbol: {@code mps}
     * is −1 for the most probable symbol and 0 for the other.
     */
    public void encodeDecision(int ctxIdx, int bin) {
        long state = CabacStates.STATES[contexts[ctxIdx] & 0xFF];
        int range = codIRange;
        int rangeLps = (int) (state >>> (range >>> 3 & 24)) & 0xFF;
        int rangeMps = range - rangeLps;
        int mps = -(((int) (state >>> CabacStates.LPS_SYMBOL) ^ bin) & 1);
        contexts[ctxIdx] = (byte) (state >>> (CabacStates.AFTER_MPS + 8 + (mps << 3)));
        int chosen = rangeLps ^ ((rangeLps ^ rangeMps) & mps);
        int shift = Integer.numberOfLeadingZeros(chosen) - 23;
        codIRange = chosen << shift;
        shifted((low + (rangeMps & ~mps)) << shift, shift);
    }

    /** EncodeBypass (9.3.4.4). */
    public void encodeBypass(int bin) {
        encodeBypass(bin, 1);
    }

    /** EncodeBypass for the low {@code count} bits (0…31) of {@code bins}, most significant first. */
    public void encodeBypass(int bins, int count) {
        int left = count;
        while (left > MAX_BYPASS_BINS) {
            left -= MAX_BYPASS_BINS;
            bypass(bins >>> left & ((1 << MAX_BYPASS_BINS) - 1), MAX_BYPASS_BINS);
        }
        bypass(bins & ((1 << left) - 1), left);
    }

    /** Each bin doubles codILow and adds codIRange or nothing, so several bins take one multiplication. */
    private void bypass(int bins, int count) {
        shifted((low << count) + (long) codIRange * bins, count);
    }

    /** EncodeTerminate (9.3.4.5) of a bin of 0. */
    public void encodeTerminate0() {
        codIRange -= 2;
        int shift = codIRange >>> 8 ^ 1;
        codIRange <<= shift;
        shifted(low << shift, shift);
    }

    /**
     * EncodeTerminate of a bin of 1, and EncodeFlush (9.3.4.5). The last bit written is a one, which is the
     * rbsp_stop_one_bit after end_of_slice_flag. Zero bits follow up to the next byte boundary, as
     * rbsp_alignment_zero_bits or pcm_alignment_zero_bits.
     */
    public void encodeTerminate1() {
        // An LPS with codIRange 2, which renormalisation shifts by seven bits.
        low = (low + codIRange - 2) << 7;
        queuedBits += 7;
        // The upper two of the 9 bits of codILow are written, the second as a one; the lower seven are not.
        low = (low >> 7 | 1) << 7;
        int pad = -(queuedBits + 2) & 7;
        int bytes = (queuedBits + 2 + pad) >> 3;
        low <<= pad;
        // bytes · 8 = queuedBits + 2 + pad
        long bits = low >>> 7;
        carry(bits >>> (8 * bytes));
        ensureRoom(bytes);
        for (int i = bytes - 1; i >= 0; i--) {
            data[size++] = (byte) (bits >>> (8 * i));
        }
        low = 0;
        queuedBits = 0;
    }

    /**
     * Appends bytes after {@link #encodeTerminate1}, such as the samples of an I_PCM macroblock. {@link #start} must
     * follow.
     */
    public void append(byte[] source, int from, int until) {
        ensureRoom(until - from);
        System.arraycopy(source, from, data, size, until - from);
        size += until - from;
    }

    /**
     * The array with the output, of which the first {@link #sizeBytes} count; valid until the next call that encodes.
     * It is complete only after {@link #encodeTerminate1}.
     */
    public byte[] data() {
        return data;
    }

    /** Length of the output so far, in bytes. */
    public int sizeBytes() {
        return size;
    }

    /** Stores {@code low} after {@code bits} (0…{@value #MAX_BYPASS_BINS}) more bits were shifted out of codILow. */
    private void shifted(long low, int bits) {
        this.low = low;
        queuedBits += bits;
        if (queuedBits >= 32) {
            write32();
        }
    }

    /** Writes the upper 32 queued bits. */
    private void write32() {
        queuedBits -= 32;
        int below = 9 + queuedBits;
        long bits = low >>> below;
        carry(bits >>> 32);
        ensureRoom(4);
        BIG_ENDIAN_INT.set(data, size, (int) bits);
        size += 4;
        low &= (1L << below) - 1;
    }

    /**
     * Adds {@code carry} (0 or 1) to the bytes written. It never propagates past the first byte, because the interval
     * stays below 1.
     */
    private void carry(long carry) {
        if (carry != 0) {
            int i = size - 1;
            while (++data[i] == 0) {
                i--;
            }
        }
    }

    private void ensureRoom(int bytes) {
        if (data.length - size < bytes) {
            data = Arrays.copyOf(data, Math.max(2 * data.length, size + bytes));
        }
    }
}
