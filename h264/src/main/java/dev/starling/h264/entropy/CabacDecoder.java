package dev.starling.h264.entropy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * The arithmetic decoding engine of 9.3.1.2 and 9.3.3.2, over a byte array.
 *
 * <p>{@code value} has codIOffset, and below it the next {@code extraBits} bits of the stream. So the array is read
 * only once every 48 bits, and renormalisation only changes a counter:
 *
 * <pre>
 *   value = | codIOffset: 9 bits | next extraBits bits of the stream |
 * </pre>
 *
 * <p>It is compared with {@code codIRange << extraBits}.
 *
 * <p>No method throws, whatever the data. Reads past the end return zeros, and {@link #overrun} reports them; check it
 * once per macroblock. One instance can decode any number of slices. Not thread-safe.
 */
public final class CabacDecoder {
    /** Number of bits read from the data at a time. */
    private static final int REFILL_BITS = 48;

    private static final VarHandle BIG_ENDIAN_LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** The states of the context variables, which are indices in {@link CabacStates#STATES}. */
    private final byte[] contexts = new byte[ContextInit.CONTEXTS];

    private int codIRange;
    private long value;
    private int extraBits;

    private byte[] data = {};
    /** Index of the first byte not yet in {@link #value}; it may exceed {@link #until}. */
    private int next;

    private int until;

    /**
     * Starts decoding at {@code data[from]}, the first byte after cabac_alignment_one_bit or after the samples of an
     * I_PCM macroblock (9.3.1.2). Contexts do not change.
     */
    public void start(byte[] data, int from, int until) {
        Objects.checkFromToIndex(from, until, data.length);
        this.data = data;
        this.next = from;
        this.until = until;
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

    /** A copy of the context states, {@code pStateIdx << 1 | valMPS} each. */
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
     * The position after the last bit that the engine of the standard would have read, in bits from {@code data[0]}.
     * After a terminating bin of 1, this is the end of the slice data with its rbsp_stop_one_bit, or the start of the
     * pcm_alignment_zero_bits of an I_PCM macroblock.
     */
    public long bitPosition() {
        return 8L * next - extraBits;
    }

    /** Whether reads went past the end of the data, which is then truncated or damaged. */
    public boolean overrun() {
        return bitPosition() > 8L * until;
    }

    /**
     * DecodeDecision (9.3.3.2.1): a bin with context {@code ctxIdx}. Processors cannot predict the symbol, so no branch
     * depends on it: {@code mps} is −1 for the most probable symbol and 0 for the other.
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
        // RenormD: restores the ninth bit of the range.
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

    /** DecodeTerminate (9.3.3.2.2.3). After a 1, call {@link #start} before any further decoding. */
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

    /** Reads {@link #REFILL_BITS} more bits after {@link #extraBits} has fallen below 0. */
    private void refill() {
        if (next <= until - 8) {
            value = value << REFILL_BITS | (long) BIG_ENDIAN_LONG.get(data, next) >>> 16;
        } else {
            for (int i = next; i < next + REFILL_BITS / 8; i++) {
                value = value << 8 | (i < until ? data[i] & 0xFF : 0);
            }
        }
        next += REFILL_BITS / 8;
        extraBits += REFILL_BITS;
    }
}
