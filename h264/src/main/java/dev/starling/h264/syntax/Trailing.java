package dev.starling.h264.syntax;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.H264Exception;

/** rbsp_trailing_bits() of 7.3.2.11, as the end of a parameter set. */
final class Trailing {

    private Trailing() {}

    /**
     * Starts {@code reader} on the RBSP of a parameter set, which must end in its rbsp_trailing_bits(): no zero bytes
     * may follow them.
     */
    static void open(BitReader reader, byte[] rbsp) {
        reader.resetToRbsp(rbsp, 0, rbsp.length);
        if (rbsp[rbsp.length - 1] == 0) {
            throw H264Exception.malformed("rbsp_trailing_bits", 8L * rbsp.length - 8);
        }
    }

    /** Checks that nothing is left but the trailing bits. */
    static void close(BitReader reader) {
        if (reader.moreRbspData()) {
            throw reader.malformed("rbsp_trailing_bits");
        }
    }
}
