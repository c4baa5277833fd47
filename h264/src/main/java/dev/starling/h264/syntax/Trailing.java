package dev.starling.h264.syntax;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.H264Exception;

/** rbsp_trailing_bits() of 7.3.2.11 at the end of a parameter set. */
final class Trailing {

    private Trailing() {}

    /** Starts {@code reader} on the RBSP of a parameter set. No zero bytes may follow its rbsp_trailing_bits(). */
    static void open(BitReader reader, byte[] rbsp) {
        reader.resetToRbsp(rbsp, 0, rbsp.length);
        if (rbsp[rbsp.length - 1] == 0) {
            // A valid parameter set has no cabac_zero_words, so the bytes after the zero are missing.
            throw H264Exception.truncated("rbsp_trailing_bits", 8L * rbsp.length);
        }
    }

    /** Checks that only the trailing bits are left. */
    static void close(BitReader reader) {
        if (reader.moreRbspData()) {
            throw reader.malformed("rbsp_trailing_bits");
        }
    }
}
