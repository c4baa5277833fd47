package dev.starling.h264.entropy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The arithmetic encoding engine of 9.3.4, the mirror of {@link CabacDecoder}, into a byte array that grows.
 *
 * <p>codILow is kept with the bits that renormalisation shifted out of it ({@code queuedBits} of them) and a bit for
 * the carry above them; a carry walks back through the bytes already written, so that no outstanding bits have to be
 * counted:
 *
 * <pre>
 *   low = | carry: 1 | queuedBits bits not yet written | codILow: 9 bits |
 * </pre>
 *
 * <p>One instance encodes any number of slices, by one thread.
 */
public final class CabacEncoder {
    private static final VarHandle BIG_ENDIAN_INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    /** So many bits fit into {@link #low} besides 31 queued ones. */
    private static final int MAX_BYPASS_BINS = 16;

    /** The context variables, each as its index in {@link CabacStates#STATES}. */
    private final byte[] contexts = new byte[ContextInit.CONTEXTS];

    private byte[] data = new byte[1 << 12];
    private int size;
    private int codIRange;
    private long low;
    private int queuedBits;

    /** Starts an empty output with {@link #start}ed engine; contexts stay as they are. */
    public void reset() {
        size = 0;
        start();
    }

    /**
     * Initialises the engine (9.3.4.1) at the present, byte-aligned end of the output, as after the samples of an I_PCM
     * macroblock.
     */
    public void start() {
        codIRange = 510;
        low = 0;
        // The first bit that the standard's PutBit suppresses is the one above codILow: it is never queued here.
        queuedBits = 0;
    }

    /** Initialises all contexts for a slice, as {@link CabacDecoder#initContexts}. */
    public void initContexts(int table, int sliceQpY) {
        ContextInit.init(contexts, table, sliceQpY);
    }

    /** The context variables, as {@link CabacDecoder#contexts}. */
    public byte[] contexts() {
        return contexts.clone();
    }

    /** codIRange, 256…510 between bins. */
    public int codIRange() {
        return codIRange;
    }

    /**
     * EncodeDecision (9.3.4.2). As in {@link CabacDecoder#decodeDecision}, no branch depends on the symbol: {@code mps}
     * is −1 for the most probable one, 0 for the other.
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

    /** EncodeBypass for the {@code count} (0…31) low bits of {@code bins}, most significant first. */
    public void encodeBypass(int bins, int count) {
        int left = count;
        while (left > MAX_BYPASS_BINS) {
            left -= MAX_BYPASS_BINS;
            bypass(bins >>> left & ((1 << MAX_BYPASS_BINS) - 1), MAX_BYPASS_BINS);
        }
        bypass(bins & ((1 << left) - 1), left);
    }

    /** Each bin doubles codILow and adds codIRange or nothing, so that several are one multiplication. */
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
     * EncodeTerminate of a bin of 1 and EncodeFlush (9.3.4.5). The last bit written is a one: the rbsp_stop_one_bit
     * when this was end_of_slice_flag. Zero bits follow up to the next byte boundary: rbsp_alignment_zero_bits, or
     * pcm_alignment_zero_bits.
     */
    public void encodeTerminate1() {
        // The LPS of codIRange 2, which is renormalised by seven bits.
        low = (low + codIRange - 2) << 7;
        queuedBits += 7;
        // Of codILow's 9 bits the upper two are written, the second as a one; the lower seven are not.
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
     * Appends whole bytes, such as the samples of an I_PCM macroblock, after {@link #encodeTerminate1}; {@link #start}
     * must follow.
     */
    public void append(byte[] source, int from, int to) {
        ensureRoom(to - from);
        System.arraycopy(source, from, data, size, to - from);
        size += to - from;
    }

    /**
     * The output; valid up to {@link #sizeBytes} and until the next call that encodes. Complete only after
     * {@link #encodeTerminate1}.
     */
    public byte[] data() {
        return data;
    }

    /** Bytes of output so far. */
    public int sizeBytes() {
        return size;
    }

    /** Takes {@code low} after {@code bits} (0…{@value #MAX_BYPASS_BINS}) more were shifted out of codILow. */
    private void shifted(long low, int bits) {
        this.low = low;
        queuedBits += bits;
        if (queuedBits >= 32) {
            write32();
        }
    }

    /** Writes the upper 32 of the queued bits. */
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
     * Adds {@code carry} (0 or 1) to the bytes written; codILow + codIRange never exceeds 1 overall, so it ends before
     * the first byte.
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
