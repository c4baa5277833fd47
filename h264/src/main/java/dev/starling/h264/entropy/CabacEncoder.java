package dev.starling.h264.entropy;

import java.util.Arrays;

/**
 * The arithmetic encoding engine of 9.3.4, the mirror of {@link CabacDecoder}, into a byte array that grows.
 *
 * <p>Bins are queued, and coded many at a time by one loop that keeps the engine's state in registers. codILow is kept with the bits that renormalisation shifted out of it
 * ({@code queuedBits} of them) and a bit for the carry above them; a carry walks back through the bytes already written, so that no outstanding bits have to be counted:
 *
 * <pre>
 *   low = | carry: 1 | queuedBits bits not yet written | codILow: 9 bits |
 * </pre>
 *
 * <p>One instance encodes any number of slices, by one thread.
 */
public final class CabacEncoder {
    /** Contexts of the two states that never change, after those of the standard. */
    private static final int BYPASS = ContextInit.CONTEXTS;

    private static final int TERMINATE = ContextInit.CONTEXTS + 1;

    /** Few enough to stay in the nearest cache. */
    private static final int QUEUE = 1 << 8;

    private final byte[] contexts = new byte[ContextInit.CONTEXTS + 2];
    /** Bins to be coded: {@code ctxIdx << 1 | bin}. */
    private final char[] queue = new char[QUEUE];

    private int queued;
    private byte[] data = new byte[1 << 12];
    private int size;
    private int codIRange;
    private long low;
    private int queuedBits;

    /** An encoder whose contexts all have pStateIdx and valMPS 0. */
    public CabacEncoder() {
        contexts[BYPASS] = (byte) CabacStates.BYPASS;
        contexts[TERMINATE] = (byte) CabacStates.TERMINATE;
    }

    /** Starts an empty output with {@link #start}ed engine; contexts stay as they are. */
    public void reset() {
        size = 0;
        start();
    }

    /** Initialises the engine (9.3.4.1) at the present, byte-aligned end of the output, as after the samples of an I_PCM macroblock. */
    public void start() {
        queued = 0;
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
        codeQueue();
        return Arrays.copyOf(contexts, ContextInit.CONTEXTS);
    }

    /** codIRange, 256…510 between bins. */
    public int codIRange() {
        codeQueue();
        return codIRange;
    }

    /** EncodeDecision (9.3.4.2). */
    public void encodeDecision(int ctxIdx, int bin) {
        if (queued == QUEUE) {
            codeQueue();
        }
        queue[queued++] = (char) (ctxIdx << 1 | bin);
    }

    /** EncodeBypass (9.3.4.4). */
    public void encodeBypass(int bin) {
        encodeDecision(BYPASS, bin);
    }

    /** EncodeBypass for the {@code count} (0…31) low bits of {@code bins}, most significant first. */
    public void encodeBypass(int bins, int count) {
        for (int i = count - 1; i >= 0; i--) {
            encodeDecision(BYPASS, bins >>> i & 1);
        }
    }

    /** EncodeTerminate (9.3.4.5) of a bin of 0. */
    public void encodeTerminate0() {
        encodeDecision(TERMINATE, 0);
    }

    /**
     * EncodeTerminate of a bin of 1 and EncodeFlush (9.3.4.5). The last bit written is a one: the rbsp_stop_one_bit when this was
     * end_of_slice_flag. Zero bits follow up to the next byte boundary: rbsp_alignment_zero_bits, or pcm_alignment_zero_bits.
     */
    public void encodeTerminate1() {
        codeQueue();
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

    /** Codes the bins in the queue. Unlike the decoder's, its branches on the symbol wait for nothing, so that a wrong guess costs little. */
    private void codeQueue() {
        int range = codIRange;
        long low = this.low;
        int queuedBits = this.queuedBits;
        int count = queued;
        for (int i = 0; i < count; i++) {
            int bin = queue[i];
            int ctxIdx = bin >>> 1;
            long state = CabacStates.STATES[contexts[ctxIdx] & 0xFF];
            int rangeLps = (int) (state >>> (range >>> 3 & 24)) & 0xFF;
            int rangeMps = range - rangeLps;
            if ((((int) (state >>> CabacStates.LPS_SYMBOL) ^ bin) & 1) != 0) {
                contexts[ctxIdx] = (byte) (state >>> CabacStates.AFTER_MPS);
                // One bit at most is lacking. A bypass bin of 0 lacks none, but shifts one out.
                int shift = rangeMps >>> 8 ^ 1;
                range = rangeMps << shift;
                shift += (int) (state >>> 63);
                low <<= shift;
                queuedBits += shift;
            } else if (state < 0) {
                // A bypass bin of 1.
                low = (low << 1) + range;
                queuedBits++;
            } else {
                contexts[ctxIdx] = (byte) (state >>> (CabacStates.AFTER_MPS + 8));
                int shift = Integer.numberOfLeadingZeros(rangeLps) - 23;
                range = rangeLps << shift;
                low = (low + rangeMps) << shift;
                queuedBits += shift;
            }
            if (queuedBits >= 32) {
                low = write32(low, queuedBits);
                queuedBits -= 32;
            }
        }
        queued = 0;
        codIRange = range;
        this.low = low;
        this.queuedBits = queuedBits;
    }

    /** Writes the upper 32 of {@code queuedBits} (32…40) and returns what is left of {@code low}. */
    private long write32(long low, int queuedBits) {
        int below = 9 + queuedBits - 32;
        long bits = low >>> below;
        carry(bits >>> 32);
        ensureRoom(4);
        data[size] = (byte) (bits >>> 24);
        data[size + 1] = (byte) (bits >>> 16);
        data[size + 2] = (byte) (bits >>> 8);
        data[size + 3] = (byte) bits;
        size += 4;
        return low & ((1L << below) - 1);
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
