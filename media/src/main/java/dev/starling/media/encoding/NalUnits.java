package dev.starling.media.encoding;

import dev.starling.libav.MediaException;
import java.util.ArrayList;
import java.util.List;

/**
 * As much of H.264's outer syntax as it takes to repackage x264's output: Annex B in, NAL units and their first fields
 * out.
 */
final class NalUnits {
    /** Table 7-1. */
    static final int NON_IDR_SLICE = 1;

    static final int IDR_SLICE = 5;
    static final int SEI = 6;
    static final int SPS = 7;
    static final int PPS = 8;

    /** A NAL unit within a larger array: header byte and payload, no start code. */
    record Slice(int from, int to) {
        int size() {
            return to - from;
        }
    }

    private NalUnits() {}

    /** B.1: the NAL units of a byte stream, without start codes and without the zero bytes around them. */
    static List<Slice> split(byte[] stream) {
        List<Slice> units = new ArrayList<>();
        int start = -1;
        int i = 0;
        while (i + 2 < stream.length) {
            if (stream[i + 2] > 1) {
                i += 3;
            } else if (stream[i] == 0 && stream[i + 1] == 0 && stream[i + 2] == 1) {
                if (start >= 0) {
                    units.add(trimmed(stream, start, i));
                }
                start = i + 3;
                i += 3;
            } else {
                i++;
            }
        }
        if (start >= 0) {
            units.add(trimmed(stream, start, stream.length));
        }
        return units;
    }

    private static Slice trimmed(byte[] stream, int from, int to) {
        int end = to;
        while (end > from && stream[end - 1] == 0) {
            end--;
        }
        return new Slice(from, end);
    }

    static int type(byte[] stream, Slice unit) {
        return stream[unit.from()] & 0x1f;
    }

    static int refIdc(byte[] stream, Slice unit) {
        return (stream[unit.from()] >> 5) & 3;
    }

    /** 7.4.3, table 7-6: {@code slice_type} modulo 5 of a slice NAL unit: 0 P, 1 B, 2 I. */
    static int sliceType(byte[] stream, Slice unit) {
        // first_mb_in_slice and slice_type fit in the first bytes, where an emulation prevention byte cannot stand: two
        // zero bytes there would be a code of more than 33 bits.
        BitReader bits = new BitReader(stream, unit.from() + 1, unit.to());
        bits.unsignedExpGolomb(); // first_mb_in_slice
        return bits.unsignedExpGolomb() % 5;
    }

    /** 9.1, just enough for a slice header's first two fields. */
    private static final class BitReader {
        private final byte[] bytes;
        private final int endBit;
        private int bit;

        BitReader(byte[] bytes, int from, int to) {
            this.bytes = bytes;
            this.bit = from * 8;
            this.endBit = to * 8;
        }

        private int next() {
            if (bit >= endBit) {
                throw MediaException.of(MediaException.Kind.ENCODE, "x264 wrote a slice without a header");
            }
            int value = (bytes[bit >> 3] >> (7 - (bit & 7))) & 1;
            bit++;
            return value;
        }

        int unsignedExpGolomb() {
            int zeros = 0;
            while (next() == 0) {
                zeros++;
            }
            int suffix = 0;
            for (int i = 0; i < zeros; i++) {
                suffix = (suffix << 1) | next();
            }
            return (1 << zeros) - 1 + suffix;
        }
    }
}
