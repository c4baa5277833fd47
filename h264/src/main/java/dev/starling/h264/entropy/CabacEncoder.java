package dev.starling.h264.entropy;

import java.util.Arrays;

/**
 * The arithmetic encoding engine of 9.3.4, the mirror of {@link CabacDecoder}, into a byte array that grows.
 *
 * <p>codILow is kept with the bits that renormalisation shifted out of it ({@code queuedBits} of them) and a bit for the carry above
 * them; a carry walks back through the bytes already written, so that no outstanding bits have to be counted:
 *
 * <pre>
 *   low = | carry: 1 | queuedBits bits not yet written | codILow: 9 bits |
 * </pre>
 *
 * <p>One instance encodes any number of slices, by one thread.
 */
public final class CabacEncoder {
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

    /** Initialises the engine (9.3.4.1) at the present, byte-aligned end of the output, as after the samples of an I_PCM macroblock. */
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

    /** The context variables; the live array, as {@link CabacDecoder#contexts}. */
    public byte[] contexts() {
        return contexts;
    }

    /** codIRange, 256…510 between bins. */
    public int codIRange() {
        return codIRange;
    }

    /** EncodeDecision (9.3.4.2), without branches that depend on the bin, as {@link CabacDecoder#decodeDecision}. */
    public void encodeDecision(int ctxIdx, int bin) {
        int state = contexts[ctxIdx];
        int rangeLps = CabacStates.RANGE_LPS[state << 2 | (codIRange >>> 6 & 3)] & 0xFF;
        int rangeMps = codIRange - rangeLps;
        int lps = -((state ^ bin) & 1);
        contexts[ctxIdx] = CabacStates.NEXT[state + (lps & 128)];
        int range = rangeMps + (lps & (rangeLps - rangeMps));
        int shift = Integer.numberOfLeadingZeros(range) - 23;
        codIRange = range << shift;
        low = (low + (rangeMps & lps)) << shift;
        queuedBits += shift;
        if (queuedBits >= 32) {
            write32();
        }
    }

    /** EncodeBypass (9.3.4.4). */
    public void encodeBypass(int bin) {
        low = (low << 1) + (codIRange & -bin);
        if (++queuedBits >= 32) {
            write32();
        }
    }

    /** EncodeBypass for the {@code count} (0…31) low bits of {@code bins}, most significant first; its other bits must be zero. */
    public void encodeBypass(int bins, int count) {
        int high = count - 16;
        if (high > 0) {
            encodeBypass(bins >>> 16, high);
            encodeBypass(bins & 0xFFFF, 16);
            return;
        }
        low = (low << count) + (long) codIRange * bins;
        queuedBits += count;
        if (queuedBits >= 32) {
            write32();
        }
    }

    /** EncodeTerminate (9.3.4.5) of a bin of 0. */
    public void encodeTerminate0() {
        codIRange -= 2;
        if (codIRange < 256) {
            codIRange <<= 1;
            shift(1);
        }
    }

    /**
     * EncodeTerminate of a bin of 1 and EncodeFlush (9.3.4.5). The last bit written is a one: the rbsp_stop_one_bit when this was
     * end_of_slice_flag. Zero bits follow up to the next byte boundary: rbsp_alignment_zero_bits, or pcm_alignment_zero_bits.
     */
    public void encodeTerminate1() {
        low += codIRange - 2;
        codIRange = 2;
        shift(7);
        // Of codILow's 9 bits the upper two are written, the second as a one; the lower seven are not.
        low = (low >> 7 | 1) << 7;
        int pad = -(queuedBits + 2) & 7;
        int bytes = (queuedBits + 2 + pad) >> 3;
        low <<= pad;
        queuedBits += pad;
        // bytes · 8 = queuedBits + 2
        long bits = low >>> 7;
        carry(bits >>> (8 * bytes));
        ensureRoom(bytes);
        for (int i = bytes - 1; i >= 0; i--) {
            data[size++] = (byte) (bits >>> (8 * i));
        }
        low = 0;
        queuedBits = 0;
    }

    /** Appends whole bytes, such as the samples of an I_PCM macroblock, after {@link #encodeTerminate1}; {@link #start} must follow. */
    public void append(byte[] source, int from, int to) {
        ensureRoom(to - from);
        System.arraycopy(source, from, data, size, to - from);
        size += to - from;
    }

    /** The output; valid up to {@link #sizeBytes} and until the next call that encodes. Complete only after {@link #encodeTerminate1}. */
    public byte[] data() {
        return data;
    }

    /** Bytes of output so far. */
    public int sizeBytes() {
        return size;
    }

    private void shift(int bits) {
        low <<= bits;
        queuedBits += bits;
        if (queuedBits >= 32) {
            write32();
        }
    }

    private void write32() {
        int below = 9 + queuedBits - 32;
        long bits = low >>> below;
        low &= (1L << below) - 1;
        queuedBits -= 32;
        carry(bits >>> 32);
        ensureRoom(4);
        data[size] = (byte) (bits >>> 24);
        data[size + 1] = (byte) (bits >>> 16);
        data[size + 2] = (byte) (bits >>> 8);
        data[size + 3] = (byte) bits;
        size += 4;
    }

    /** Adds {@code carry} (0 or 1) to the bytes written; codILow + codIRange never exceeds 1 overall, so it ends before the first byte. */
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
