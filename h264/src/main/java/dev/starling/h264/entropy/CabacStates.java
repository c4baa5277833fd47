package dev.starling.h264.entropy;

/**
 * Tables 9-44 and 9-45 in the form the engines use: all that a context variable says of its next bin in one long, which is loaded long before the
 * range is known.
 *
 * <pre>
 *   63       | 62…49 | 48         | 47…40               | 39…32               | 31…0
 *   isBypass | 0     | 1 - valMPS | packed after an LPS | packed after an MPS | rangeTabLPS, 8 bits for each qCodIRangeIdx
 * </pre>
 *
 * <p>The index, and what is kept of a context, is {@code packed}: {@code pStateIdx << 1 | valMPS}. Two more states never change, and make of DecodeBypass and DecodeTerminate decisions like others: {@link #BYPASS} has no LPS range
 * (the encoder doubles codILow before it adds to it, not after), and {@link #TERMINATE}, the pStateIdx 63 that the standard has for it, an LPS range of 2.
 */
final class CabacStates {
    static final int BYPASS = 128;
    static final int TERMINATE = 129;

    /** Where {@code packed after an MPS} lies; after an LPS, 8 bits higher. */
    static final int AFTER_MPS = 32;

    static final int LPS_SYMBOL = 48;

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
                rangeLps |= (long) RangeTabLps.ROWS[4 * pStateIdx + q] << (8 * q);
            }
            STATES[packed] = after(afterMps, afterLps) | (long) (1 - valMps) << LPS_SYMBOL | rangeLps;
        }
        STATES[BYPASS] = after(BYPASS, BYPASS) | 1L << LPS_SYMBOL | Long.MIN_VALUE;
        STATES[TERMINATE] = after(TERMINATE, TERMINATE) | 1L << LPS_SYMBOL | 0x02020202;
    }

    private CabacStates() {}

    private static long after(int mps, int lps) {
        return (long) lps << (AFTER_MPS + 8) | (long) mps << AFTER_MPS;
    }
}
