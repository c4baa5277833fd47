package dev.starling.h264.nal;

import dev.starling.h264.bits.H264Exception;

/**
 * The emulation_prevention_three_byte of 7.3.1 and 7.4.1: inside a NAL unit, two zero bytes are followed by a byte 3
 * wherever the next byte of the RBSP is 3 or less, or where the RBSP ends, so that no start code can appear. The
 * standard leaves no freedom here, so removing and inserting are exact inverses.
 */
public final class EmulationPrevention {

    private EmulationPrevention() {}

    /** The most bytes that {@link #insert} makes of {@code length} bytes. */
    public static int maxInsertedLength(int length) {
        return length + length / 2 + 1;
    }

    /**
     * Writes the RBSP of the payload {@code data[from, to)} to the start of {@code rbsp}, which must have room for it.
     *
     * @return the length of the RBSP in bytes
     * @throws H264Exception MALFORMED if the payload holds a sequence that 7.4.1 forbids, TRUNCATED if it ends in a
     *     zero byte
     */
    public static int remove(byte[] data, int from, int to, byte[] rbsp) {
        int length = 0;
        int copied = from;
        int i = from + 2;
        while (i < to) {
            if (data[i] > 3 || data[i] < 0) {
                i += 3;
            } else if (data[i - 1] != 0) {
                i += data[i] == 0 ? 2 : 3;
            } else if (data[i - 2] != 0) {
                i++;
            } else {
                boolean needed = i + 1 == to || (data[i + 1] & 0xFF) <= 3;
                if (data[i] != 3 || !needed) {
                    throw H264Exception.malformed(
                            data[i] == 3 ? "emulation_prevention_three_byte" : "rbsp_byte", 8L * (i - from));
                }
                System.arraycopy(data, copied, rbsp, length, i - copied);
                length += i - copied;
                copied = i + 1;
                // The zeros before the removed byte count no more: two new ones are needed for the next.
                i += 3;
            }
        }
        if (copied < to) {
            System.arraycopy(data, copied, rbsp, length, to - copied);
            length += to - copied;
        }
        if (to > from && data[to - 1] == 0) {
            // No NAL unit ends so: what came after the zero is missing.
            throw H264Exception.truncated("rbsp_byte", 8L * (to - from));
        }
        return length;
    }

    /**
     * Writes the payload for the RBSP {@code rbsp[from, to)} to {@code out} from index {@code at} on; there must be
     * room for {@link #maxInsertedLength}.
     *
     * @return the index in {@code out} after the payload
     */
    public static int insert(byte[] rbsp, int from, int to, byte[] out, int at) {
        int copied = from;
        int i = from + 2;
        int end = at;
        while (i < to) {
            if (rbsp[i] > 3 || rbsp[i] < 0) {
                i += 3;
            } else if (rbsp[i - 1] != 0) {
                i += rbsp[i] == 0 ? 2 : 3;
            } else if (rbsp[i - 2] != 0) {
                i++;
            } else {
                System.arraycopy(rbsp, copied, out, end, i - copied);
                end += i - copied;
                out[end++] = 3;
                copied = i;
                i += 2;
            }
        }
        System.arraycopy(rbsp, copied, out, end, to - copied);
        end += to - copied;
        // An RBSP that ends in zero bytes (cabac_zero_words) gets a last byte 3.
        if (to > from && rbsp[to - 1] == 0) {
            out[end++] = 3;
        }
        return end;
    }
}
