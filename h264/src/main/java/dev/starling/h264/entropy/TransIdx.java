package dev.starling.h264.entropy;

/**
 * Table 9-45: transIdxLPS by pStateIdx. transIdxMPS is the next state, except for 62, the last state that adapts, and
 * 63.
 */
final class TransIdx {
    private TransIdx() {}

    // spotless:off
    static final int[] LPS = {
         0,  0,  1,  2,  2,  4,  4,  5,  6,  7,  8,  9,  9, 11, 11, 12, // 0..15
        13, 13, 15, 15, 16, 16, 18, 18, 19, 19, 21, 21, 22, 22, 23, 24, // 16..31
        24, 25, 26, 26, 27, 27, 28, 29, 29, 30, 30, 30, 31, 32, 32, 33, // 32..47
        33, 33, 34, 34, 35, 35, 35, 36, 36, 36, 37, 37, 37, 38, 38, 63, // 48..63
    };
    // spotless:on

    /** The state after a most probable symbol. */
    static int mps(int pStateIdx) {
        return pStateIdx < 62 ? pStateIdx + 1 : pStateIdx;
    }
}
