package dev.starling.h264.entropy;

/**
 * Tables 9-44 and 9-45 in the form the engines use: all that a context variable says of its next bin in one long, which
 * is loaded long before the range is known.
 *
 * <pre>
 *   48         | 47…40               | 39…32               | 31…0
 *   1 - valMPS | packed after an LPS | packed after an MPS | rangeTabLPS, 8 bits for each qCodIRangeIdx
 * </pre>
 *
 * <p>The index, and what is kept of a context, is {@code packed}: {@code pStateIdx << 1 | valMPS}.
 */
final class CabacStates {
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
            STATES[packed] = (long) (1 - valMps) << LPS_SYMBOL
                    | (long) afterLps << (AFTER_MPS + 8)
                    | (long) afterMps << AFTER_MPS
                    | rangeLps;
        }
    }

    private CabacStates() {}
}
