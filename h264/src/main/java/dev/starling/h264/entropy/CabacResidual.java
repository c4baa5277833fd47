package dev.starling.h264.entropy;

import dev.starling.h264.bits.H264Exception;

/**
 * Reads and writes residual_block_cabac() (7.3.5.3.3) after its coded_block_flag.
 *
 * <p>The caller codes coded_block_flag with {@link #codedBlockFlagCtxIdx}, because its ctxIdxInc depends on neighbours.
 * The blocks here have at least one level. {@code ctxBlockCat} is that of Table 9-42:
 *
 * <pre>
 *   0 Intra16x16 DC   1 Intra16x16 AC   2 luma 4x4   3 chroma DC   4 chroma AC   5 luma 8x8
 *   Cb, when coded like luma: 6 DC  7 AC  8 4x4  9 8x8             Cr: 10 DC  11 AC  12 4x4  13 8x8
 * </pre>
 */
public final class CabacResidual {
    /** ctxBlockCat of chroma DC levels, the only block whose size depends on chroma_format_idc. */
    public static final int CHROMA_DC = 3;

    /**
     * uCoff of coeff_abs_level_minus1: the largest length of its prefix, before the bypass bins of the suffix
     * (9.3.2.3).
     */
    private static final int U_COFF = 14;

    /** Longer Exp-Golomb prefixes give levels that no bit depth allows: 15 bits and sign at a depth of 8, 21 at 14. */
    private static final int MAX_SUFFIX_PREFIX = 22;

    private CabacResidual() {}

    /** maxNumCoeff of a block of category {@code ctxBlockCat}; for chroma DC it is 4 with 4:2:0 and 8 with 4:2:2. */
    public static int maxNumCoeff(int ctxBlockCat, boolean chroma422) {
        return switch (ctxBlockCat) {
            case 1, 4, 7, 11 -> 15;
            case CHROMA_DC -> chroma422 ? 8 : 4;
            case 5, 9, 13 -> 64;
            default -> 16;
        };
    }

    /** ctxIdx of coded_block_flag; {@code ctxIdxInc}, 0…3, depends on neighbours (9.3.3.1.1.9). */
    public static int codedBlockFlagCtxIdx(int ctxBlockCat, int ctxIdxInc) {
        return ResidualContexts.CODED_BLOCK_FLAG[ctxBlockCat] + ctxIdxInc;
    }

    /**
     * Reads the significance map and the levels of a block whose coded_block_flag is 1.
     *
     * @param field whether the macroblock belongs to a field picture or is a field macroblock of an MBAFF frame
     * @param maxNumCoeff see {@link #maxNumCoeff}
     * @param scanIndex receives increasing scan indices, counted from the block's first coefficient
     * @param level receives the levels, none of them 0
     * @param at index of the first level in both arrays, which need room for {@code maxNumCoeff} levels
     * @return the number of levels, 1…maxNumCoeff
     * @throws H264Exception MALFORMED for a level that no H.264 bit depth allows
     */
    public static int read(
            CabacDecoder cabac,
            int ctxBlockCat,
            boolean field,
            int maxNumCoeff,
            byte[] scanIndex,
            int[] level,
            int at) {
        ResidualContexts contexts = ResidualContexts.of(ctxBlockCat, field, maxNumCoeff);
        int until = readMap(cabac, contexts.map, scanIndex, at);
        readLevels(cabac, contexts, level, at, until);
        return until - at;
    }

    /** Reads the significance map, and returns the index after the last level. */
    private static int readMap(CabacDecoder cabac, short[] map, byte[] scanIndex, int at) {
        for (int i = 0; i < map.length; i += 2) {
            if (cabac.decodeDecision(map[i]) != 0) {
                scanIndex[at++] = (byte) (i >> 1);
                if (cabac.decodeDecision(map[i + 1]) != 0) {
                    return at;
                }
            }
        }
        // No last_significant_coeff_flag is 1, so the last coefficient is significant without a flag.
        scanIndex[at++] = (byte) (map.length >> 1);
        return at;
    }

    /** Reads the levels, the last one first. */
    private static void readLevels(CabacDecoder cabac, ResidualContexts block, int[] level, int from, int until) {
        int node = 0;
        for (int i = until - 1; i >= from; i--) {
            int magnitude = 1;
            if (cabac.decodeDecision(block.firstBin[node]) == 0) {
                node = ResidualContexts.AFTER_ONE[node];
            } else {
                int ctxIdx = block.otherBins[node];
                do {
                    magnitude++;
                } while (magnitude <= U_COFF && cabac.decodeDecision(ctxIdx) != 0);
                if (magnitude > U_COFF) {
                    magnitude += readSuffix(cabac);
                }
                node = ResidualContexts.AFTER_MORE[node];
            }
            int sign = -cabac.decodeBypass();
            level[i] = (magnitude ^ sign) - sign;
        }
    }

    /** Reads the UEG0 suffix: Exp-Golomb of order 0 in bypass bins. */
    private static int readSuffix(CabacDecoder cabac) {
        int k = 0;
        while (cabac.decodeBypass() != 0) {
            if (++k > MAX_SUFFIX_PREFIX) {
                throw H264Exception.malformed("coeff_abs_level_minus1", cabac.bitPosition());
            }
        }
        int suffix = 0;
        for (int i = 0; i < k; i++) {
            suffix = suffix << 1 | cabac.decodeBypass();
        }
        return (1 << k) - 1 + suffix;
    }

    /**
     * Writes the significance map and the levels of a block whose coded_block_flag is 1: the mirror of {@link #read}.
     *
     * @param count number of levels, 1…maxNumCoeff
     */
    public static void write(
            CabacEncoder cabac,
            int ctxBlockCat,
            boolean field,
            int maxNumCoeff,
            byte[] scanIndex,
            int[] level,
            int at,
            int count) {
        ResidualContexts contexts = ResidualContexts.of(ctxBlockCat, field, maxNumCoeff);
        writeMap(cabac, contexts.map, scanIndex, at, count);
        writeLevels(cabac, contexts, level, at, at + count);
    }

    private static void writeMap(CabacEncoder cabac, short[] map, byte[] scanIndex, int at, int count) {
        int lastIndex = scanIndex[at + count - 1];
        int next = at;
        for (int i = 0; i <= lastIndex && 2 * i < map.length; i++) {
            if (scanIndex[next] == i) {
                cabac.encodeDecision(map[2 * i], 1);
                cabac.encodeDecision(map[2 * i + 1], i == lastIndex ? 1 : 0);
                next++;
            } else {
                cabac.encodeDecision(map[2 * i], 0);
            }
        }
    }

    private static void writeLevels(CabacEncoder cabac, ResidualContexts block, int[] level, int from, int until) {
        int node = 0;
        for (int i = until - 1; i >= from; i--) {
            int magnitude = Math.abs(level[i]);
            if (magnitude == 1) {
                cabac.encodeDecision(block.firstBin[node], 0);
                node = ResidualContexts.AFTER_ONE[node];
            } else {
                cabac.encodeDecision(block.firstBin[node], 1);
                int ctxIdx = block.otherBins[node];
                int ones = Math.min(magnitude - 2, U_COFF - 1);
                for (int bin = 0; bin < ones; bin++) {
                    cabac.encodeDecision(ctxIdx, 1);
                }
                if (ones < U_COFF - 1) {
                    cabac.encodeDecision(ctxIdx, 0);
                } else {
                    writeSuffix(cabac, magnitude - 1 - U_COFF);
                }
                node = ResidualContexts.AFTER_MORE[node];
            }
            cabac.encodeBypass(level[i] >>> 31);
        }
    }

    private static void writeSuffix(CabacEncoder cabac, int value) {
        int k = 31 - Integer.numberOfLeadingZeros(value + 1);
        cabac.encodeBypass((1 << (k + 1)) - 2, k + 1);
        cabac.encodeBypass(value + 1 - (1 << k), k);
    }
}
