package dev.starling.h264.entropy;

/**
 * Tables 9-44 and 9-45 in the form that the engines use: one long has all information of a context variable about its
 * next bin, and can be loaded before the range is known.
 *
 * <pre>
 *   48         | 47…40               | 39…32               | 31…0
 *   1 - valMPS | packed after an LPS | packed after an MPS | rangeTabLPS, 8 bits for each qCodIRangeIdx
 * </pre>
 *
 * <p>The index is the state of the context, {@code packed}: {@code pStateIdx << 1 | valMPS}.
 */
final class CabacStates {
    /** Position of {@code packed after an MPS}; {@code packed after an LPS} is 8 bits higher. */
    static final int AFTER_MPS = 32;

    /** Position of {@code 1 - valMPS}. */
    static final int LPS_SYMBOL = 48;

    /** By packed state; long enough for any index of 8 bits. */
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
            STATES[packed] = (long) (1 - valMps) << LPS_SYMBOL
                    | (long) afterLps << (AFTER_MPS + 8)
                    | (long) afterMps << AFTER_MPS
                    | rangeLps;
        }
    }

    private CabacStates() {}
}
