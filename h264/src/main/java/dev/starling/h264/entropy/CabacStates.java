package dev.starling.h264.entropy;

/**
 * Tables 9-44 and 9-45 in the form the engines use: all that a context variable says of its next bin in one long, so that one load, long before the
 * range is known, is all that a bin asks of memory.
 *
 * <pre>
 *   63       | 62…57 | 56        | 55…48                 | 47…40               | 39…32               | 31…0
 *   isBypass | 0     | 1 - valMPS | packed, its own index | packed after an LPS | packed after an MPS | rangeTabLPS, 8 bits for each qCodIRangeIdx
 * </pre>
 *
 * <p>{@code packed} is {@code pStateIdx << 1 | valMPS}. Two more states never change, and make of DecodeBypass and DecodeTerminate decisions like others: {@link #BYPASS} has no LPS range
 * (the engine doubles codILow before, not after), and {@link #TERMINATE}, the pStateIdx 63 that the standard has for it, an LPS range of 2.
 */
final class CabacStates {
    static final int BYPASS = 128;
    static final int TERMINATE = 129;

    /** Where {@code packed after an MPS} lies; after an LPS, 8 bits higher. */
    static final int AFTER_MPS = 32;

    static final int PACKED = 48;
    static final int LPS_SYMBOL = 56;

    /** By packed context; as long as an index of 8 bits reaches. */
    static final long[] STATES = new long[256];

    static {
        for (int packed = 0; packed < 128; packed++) {
            int pStateIdx = packed >> 1;
            int valMps = packed & 1;
            int afterMps = TransIdx.mps(pStateIdx) << 1 | valMps;
            int afterLps = TransIdx.LPS[pStateIdx] << 1 | (pStateIdx == 0 ? 1 - valMps : valMps);
            long rangeLps = 0;
            for (int q = 0; q < 4; q++) {
                rangeLps |= (long) RangeTabLps.ROWS[4 * pStateIdx + q] << 8 * q;
            }
            STATES[packed] = state(packed, afterMps, afterLps) | (long) (1 - valMps) << LPS_SYMBOL | rangeLps;
        }
        STATES[BYPASS] = state(BYPASS, BYPASS, BYPASS) | 1L << LPS_SYMBOL | Long.MIN_VALUE;
        STATES[TERMINATE] = state(TERMINATE, TERMINATE, TERMINATE) | 1L << LPS_SYMBOL | 0x02020202;
    }

    private CabacStates() {}

    private static long state(int packed, int afterMps, int afterLps) {
        return (long) packed << PACKED | (long) afterLps << (AFTER_MPS + 8) | (long) afterMps << AFTER_MPS;
    }

    /** The contexts as bytes, {@code packed} each. */
    static byte[] packed(long[] contexts) {
        byte[] packed = new byte[ContextInit.CONTEXTS];
        for (int ctxIdx = 0; ctxIdx < packed.length; ctxIdx++) {
            packed[ctxIdx] = (byte) (contexts[ctxIdx] >>> PACKED);
        }
        return packed;
    }
}
