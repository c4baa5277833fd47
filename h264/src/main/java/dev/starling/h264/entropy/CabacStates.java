package dev.starling.h264.entropy;

/** Tables 9-44 and 9-45 in the form the engines use: indexed by a packed context, {@code pStateIdx << 1 | valMPS}. */
final class CabacStates {
    /** rangeTabLPS by {@code packed << 2 | qCodIRangeIdx}; values 2…240, read with {@code & 0xFF}. */
    static final byte[] RANGE_LPS = new byte[512];

    /** The packed context after its most probable symbol, and 128 entries later after its least probable symbol, when valMPS flips if pStateIdx is 0. */
    static final byte[] NEXT = new byte[256];

    static {
        for (int packed = 0; packed < 128; packed++) {
            int pStateIdx = packed >> 1;
            int valMps = packed & 1;
            for (int q = 0; q < 4; q++) {
                RANGE_LPS[packed << 2 | q] = (byte) RangeTabLps.ROWS[4 * pStateIdx + q];
            }
            NEXT[packed] = (byte) (TransIdx.mps(pStateIdx) << 1 | valMps);
            NEXT[128 + packed] = (byte) (TransIdx.LPS[pStateIdx] << 1 | (pStateIdx == 0 ? 1 - valMps : valMps));
        }
    }

    private CabacStates() {}
}
