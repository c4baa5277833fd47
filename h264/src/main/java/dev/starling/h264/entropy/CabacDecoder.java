package dev.starling.h264.entropy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * The arithmetic decoding engine of 9.3.1.2 and 9.3.3.2, over a byte array.
 *
 * <p>codIOffset is kept with the {@code extraBits} bits of the stream that follow it, so that the array is touched once
 * every 48 bits and renormalisation shifts nothing but a counter:
 *
 * <pre>
 *   value = | codIOffset: 9 bits | next extraBits bits of the stream |        compared with codIRange &lt;&lt; extraBits
 * </pre>
 *
 * <p>No method throws on any data: past the end of the data zeros are read, and {@link #overrun} tells. It is to be
 * asked once per macroblock. One instance decodes any number of slices, by one thread.
 */
public final class CabacDecoder {
    /** How many bits are taken from the data at a time. */
    private static final int REFILL_BITS = 48;

    private static final VarHandle BIG_ENDIAN_LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** The context variables, each as its index in {@link CabacStates#STATES}. */
    private final byte[] contexts = new byte[ContextInit.CONTEXTS];

    private int codIRange;
    private long value;
    private int extraBits;

    private byte[] data = {};
    /** Index of the first byte not yet in {@link #value}; goes on counting past {@link #to}. */
    private int next;

    private int to;

    /**
     * Starts decoding at {@code data[from]}, the first byte after cabac_alignment_one_bit (9.3.1.2), leaving the
     * contexts as they are: this is also what follows the samples of an I_PCM macroblock.
     */
    public void start(byte[] data, int from, int to) {
        Objects.checkFromToIndex(from, to, data.length);
        this.data = data;
        this.next = from;
        this.to = to;
        codIRange = 510;
        value = 0;
        extraBits = -9;
        refill();
    }

    /**
     * Initialises all contexts for a slice (9.3.1.1).
     *
     * @param table 0 for I and SI slices, 1 + cabac_init_idc (0…2) for the others
     * @param sliceQpY SliceQP<sub>Y</sub>
     */
    public void initContexts(int table, int sliceQpY) {
        ContextInit.init(contexts, table, sliceQpY);
    }

    /** The context variables, {@code pStateIdx << 1 | valMPS} each; a copy. */
    public byte[] contexts() {
        return contexts.clone();
    }

    /** codIRange, 256…510 between bins. */
    public int codIRange() {
        return codIRange;
    }

    /** codIOffset, below {@link #codIRange}. */
    public int codIOffset() {
        return (int) (value >>> extraBits);
    }

    /**
     * Bits from {@code data[0]} to the end of what the engine has read by the standard's account. After a terminating
     * bin of 1 that is the end of the slice data with its rbsp_stop_one_bit, or the pcm_alignment_zero_bits of an I_PCM
     * macroblock.
     */
    public long bitPosition() {
        return 8L * next - extraBits;
    }

    /** Whether more bits were read than there are: the slice data is truncated or damaged. */
    public boolean overrun() {
        return bitPosition() > 8L * to;
    }

    /**
     * DecodeDecision (9.3.3.2.1): a bin of context {@code ctxIdx}. Which symbol it is, is as good as random to a
     * processor, so that no branch depends on it: {@code mps} is −1 for the most probable symbol, 0 for the other.
     */
    public int decodeDecision(int ctxIdx) {
        long state = CabacStates.STATES[contexts[ctxIdx] & 0xFF];
        int range = codIRange;
        int rangeLps = (int) (state >>> (range >>> 3 & 24)) & 0xFF;
        int rangeMps = range - rangeLps;
        long scaled = (long) rangeMps << extraBits;
        long above = value - scaled;
        int mps = (int) (above >> 63);
        value = above + (scaled & mps);
        contexts[ctxIdx] = (byte) (state >>> (CabacStates.AFTER_MPS + 8 + (mps << 3)));
        // RenormD: the range gets its ninth bit back.
        int chosen = rangeLps ^ ((rangeLps ^ rangeMps) & mps);
        int shift = Integer.numberOfLeadingZeros(chosen) - 23;
        codIRange = chosen << shift;
        extraBits -= shift;
        if (extraBits < 0) {
            refill();
        }
        return ((int) (state >>> CabacStates.LPS_SYMBOL) ^ mps) & 1;
    }

    /** DecodeBypass (9.3.3.2.3). */
    public int decodeBypass() {
        if (--extraBits < 0) {
            refill();
        }
        long scaled = (long) codIRange << extraBits;
        long above = value - scaled;
        long below = above >> 63;
        value = above + (scaled & below);
        return (int) below + 1;
    }

    /** DecodeTerminate (9.3.3.2.2.3). After 1, nothing may be decoded before {@link #start}. */
    public int decodeTerminate() {
        codIRange -= 2;
        if (value >= (long) codIRange << extraBits) {
            return 1;
        }
        if (codIRange < 256) {
            codIRange <<= 1;
            if (--extraBits < 0) {
                refill();
            }
        }
        return 0;
    }

    /** Takes in {@link #REFILL_BITS} more bits where {@link #extraBits} has fallen below 0. */
    private void refill() {
        if (next <= to - 8) {
            value = value << REFILL_BITS | (long) BIG_ENDIAN_LONG.get(data, next) >>> 16;
        } else {
            for (int i = next; i < next + REFILL_BITS / 8; i++) {
                value = value << 8 | (i < to ? data[i] & 0xFF : 0);
            }
        }
        next += REFILL_BITS / 8;
        extraBits += REFILL_BITS;
    }
}
