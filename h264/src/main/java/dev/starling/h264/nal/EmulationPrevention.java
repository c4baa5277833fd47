package dev.starling.h264.nal;

import dev.starling.h264.bits.H264Exception;

/**
 * The emulation_prevention_three_byte of 7.3.1 and 7.4.1. Inside a NAL unit, a byte 3 follows two zero bytes if the
 * next byte of the RBSP is 3 or less, or if the RBSP ends there, so that no start code can appear. The standard leaves
 * no choice, so removal and insertion are exact inverses.
 */
public final class EmulationPrevention {

    private EmulationPrevention() {}

    /** The largest length to which {@link #insert} can expand {@code length} bytes. */
    public static int maxInsertedLength(int length) {
        return length + length / 2 + 1;
    }

    /**
     * Writes the RBSP of the payload {@code data[from, until)} to the start of {@code rbsp}, which must have room for
     * it.
     *
     * @return the length of the RBSP in bytes
     * @throws H264Exception MALFORMED if the payload contains a sequence that 7.4.1 forbids, TRUNCATED if it ends in a
     *     zero byte
     */
    public static int remove(byte[] data, int from, int until, byte[] rbsp) {
        int length = 0;
        int copied = from;
        int i = from + 2;
        while (i < until) {
            if (data[i] > 3 || data[i] < 0) {
                i += 3;
            } else if (data[i - 1] != 0) {
                i += data[i] == 0 ? 2 : 3;
            } else if (data[i - 2] != 0) {
                i++;
            } else {
                boolean needed = i + 1 == until || (data[i + 1] & 0xFF) <= 3;
                if (data[i] != 3 || !needed) {
                    throw H264Exception.malformed(
                            data[i] == 3 ? "emulation_prevention_three_byte" : "rbsp_byte", 8L * (i - from));
                }
                System.arraycopy(data, copied, rbsp, length, i - copied);
                length += i - copied;
                copied = i + 1;
                // The zeros before the removed byte no longer count: the next one needs two new ones.
                i += 3;
            }
        }
        if (copied < until) {
            System.arraycopy(data, copied, rbsp, length, until - copied);
            length += until - copied;
        }
        if (until > from && data[until - 1] == 0) {
            // No NAL unit ends in a zero byte: the bytes after it are missing.
            throw H264Exception.truncated("rbsp_byte", 8L * (until - from));
        }
        return length;
    }

    /**
     * Writes the payload of the RBSP {@code rbsp[from, until)} to {@code out}, starting at index {@code at}, with room
     * for {@link #maxInsertedLength}.
     *
     * @return the index in {@code out} after the payload
     */
    public static int insert(byte[] rbsp, int from, int until, byte[] out, int at) {
        int copied = from;
        int i = from + 2;
        int end = at;
        while (i < until) {
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
        System.arraycopy(rbsp, copied, out, end, until - copied);
        end += until - copied;
        // An RBSP that ends in zero bytes (cabac_zero_words) gets a final byte 3.
        if (until > from && rbsp[until - 1] == 0) {
            out[end++] = 3;
        }
        return end;
    }
}
