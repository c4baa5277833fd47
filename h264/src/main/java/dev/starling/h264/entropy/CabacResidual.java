package dev.starling.h264.entropy;

import dev.starling.h264.bits.H264Exception;

/**
 * residual_block_cabac() of 7.3.5.3.3 after its coded_block_flag, both ways.
 *
 * <p>The caller decodes coded_block_flag, because its ctxIdxInc depends on neighbours, with {@link #codedBlockFlagCtxIdx}; here at least
 * one level follows. {@code ctxBlockCat} is that of Table 9-42:
 *
 * <pre>
 *   0 Intra16x16 DC   1 Intra16x16 AC   2 luma 4x4   3 chroma DC   4 chroma AC   5 luma 8x8
 *   Cb, when coded like luma: 6 DC  7 AC  8 4x4  9 8x8             Cr: 10 DC  11 AC  12 4x4  13 8x8
 * </pre>
 */
public final class CabacResidual {
    /** ctxBlockCat of chroma DC levels, the one block whose size depends on chroma_format_idc. */
    public static final int CHROMA_DC = 3;

    /** A prefix of coeff_abs_level_minus1 is at most this long, and the bypass bins of its suffix follow (9.3.2.3, uCoff). */
    private static final int U_COFF = 14;

    /** Longer Exp-Golomb prefixes give levels that no bit depth allows: 15 bits and sign at 8 bit depth, 21 at 14. */
    private static final int MAX_SUFFIX_PREFIX = 22;

    private CabacResidual() {}

    /** maxNumCoeff of a block of category {@code ctxBlockCat}; of chroma DC it is 4 for 4:2:0 and 8 for 4:2:2. */
    public static int maxNumCoeff(int ctxBlockCat, boolean chroma422) {
        return switch (ctxBlockCat) {
            case 1, 4, 7, 11 -> 15;
            case CHROMA_DC -> chroma422 ? 8 : 4;
            case 5, 9, 13 -> 64;
            default -> 16;
        };
    }

    /** ctxIdx of coded_block_flag, {@code ctxIdxInc} 0…3 being the neighbours' part (9.3.3.1.1.9). */
    public static int codedBlockFlagCtxIdx(int ctxBlockCat, int ctxIdxInc) {
        return ResidualContexts.CODED_BLOCK_FLAG[ctxBlockCat] + ctxIdxInc;
    }

    /**
     * Reads the significance map and the levels of a block whose coded_block_flag is 1.
     *
     * @param field whether the macroblock is field coded (a field picture's, or a field macroblock of an MBAFF frame)
     * @param maxNumCoeff as {@link #maxNumCoeff} says
     * @param scanIndex receives increasing scan indices from {@code at} on, counted from the block's first coefficient
     * @param level receives their levels, none of them 0; both arrays must have room for {@code maxNumCoeff} from {@code at} on
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
        int end = readMap(cabac, ctxBlockCat, field, maxNumCoeff, scanIndex, at);
        readLevels(cabac, ctxBlockCat, level, at, end);
        return end - at;
    }

    private static int readMap(
            CabacDecoder cabac, int ctxBlockCat, boolean field, int maxNumCoeff, byte[] scanIndex, int at) {
        int significant = significantCtx(ctxBlockCat, field);
        int last = lastCtx(ctxBlockCat, field);
        byte[] significantInc = significantInc(maxNumCoeff, field);
        byte[] lastInc = lastInc(maxNumCoeff);
        int numCoeff = maxNumCoeff - 1;
        for (int i = 0; i < numCoeff; i++) {
            if (cabac.decodeDecision(significant + significantInc[i]) != 0) {
                scanIndex[at++] = (byte) i;
                if (cabac.decodeDecision(last + lastInc[i]) != 0) {
                    return at;
                }
            }
        }
        // No last_significant_coeff_flag was 1: the last coefficient is significant without a flag of its own.
        scanIndex[at++] = (byte) numCoeff;
        return at;
    }

    private static void readLevels(CabacDecoder cabac, int ctxBlockCat, int[] level, int from, int end) {
        int base = ResidualContexts.ABS_LEVEL_MINUS1[ctxBlockCat];
        int maxGt1 = ctxBlockCat == CHROMA_DC ? 3 : 4;
        // 9.3.3.1.3: how many levels so far have magnitude 1, plus one, and how many have a greater one.
        int eq1Plus1 = 1;
        int gt1 = 0;
        for (int i = end - 1; i >= from; i--) {
            int magnitude = 1;
            if (cabac.decodeDecision(base + (gt1 != 0 ? 0 : Math.min(4, eq1Plus1))) == 0) {
                eq1Plus1++;
            } else {
                magnitude = 2 + readPrefixAfterFirst(cabac, base + 5 + Math.min(maxGt1, gt1));
                if (magnitude == U_COFF + 1) {
                    magnitude += readSuffix(cabac);
                }
                gt1++;
            }
            level[i] = cabac.decodeBypass() != 0 ? -magnitude : magnitude;
        }
    }

    /** The rest of a truncated unary prefix whose first bin was 1: the number of ones, 0…{@link #U_COFF} − 1. */
    private static int readPrefixAfterFirst(CabacDecoder cabac, int ctxIdx) {
        int ones = 0;
        while (ones < U_COFF - 1 && cabac.decodeDecision(ctxIdx) != 0) {
            ones++;
        }
        return ones;
    }

    /** The UEG0 suffix: Exp-Golomb of order 0 in bypass bins. */
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
     * Writes the significance map and the levels of a block whose coded_block_flag is 1, the mirror of {@link #read}.
     *
     * @param count number of levels from {@code at} on, 1…maxNumCoeff
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
        writeMap(cabac, ctxBlockCat, field, maxNumCoeff, scanIndex, at, count);
        writeLevels(cabac, ctxBlockCat, level, at, at + count);
    }

    private static void writeMap(
            CabacEncoder cabac, int ctxBlockCat, boolean field, int maxNumCoeff, byte[] scanIndex, int at, int count) {
        int significant = significantCtx(ctxBlockCat, field);
        int last = lastCtx(ctxBlockCat, field);
        byte[] significantInc = significantInc(maxNumCoeff, field);
        byte[] lastInc = lastInc(maxNumCoeff);
        int lastIndex = scanIndex[at + count - 1];
        int next = at;
        for (int i = 0; i <= lastIndex && i < maxNumCoeff - 1; i++) {
            if (scanIndex[next] == i) {
                cabac.encodeDecision(significant + significantInc[i], 1);
                cabac.encodeDecision(last + lastInc[i], i == lastIndex ? 1 : 0);
                next++;
            } else {
                cabac.encodeDecision(significant + significantInc[i], 0);
            }
        }
    }

    private static void writeLevels(CabacEncoder cabac, int ctxBlockCat, int[] level, int from, int end) {
        int base = ResidualContexts.ABS_LEVEL_MINUS1[ctxBlockCat];
        int maxGt1 = ctxBlockCat == CHROMA_DC ? 3 : 4;
        int eq1Plus1 = 1;
        int gt1 = 0;
        for (int i = end - 1; i >= from; i--) {
            int magnitude = Math.abs(level[i]);
            int first = base + (gt1 != 0 ? 0 : Math.min(4, eq1Plus1));
            if (magnitude == 1) {
                cabac.encodeDecision(first, 0);
                eq1Plus1++;
            } else {
                cabac.encodeDecision(first, 1);
                int ctxIdx = base + 5 + Math.min(maxGt1, gt1);
                int ones = Math.min(magnitude - 2, U_COFF - 1);
                for (int bin = 0; bin < ones; bin++) {
                    cabac.encodeDecision(ctxIdx, 1);
                }
                if (ones < U_COFF - 1) {
                    cabac.encodeDecision(ctxIdx, 0);
                } else {
                    writeSuffix(cabac, magnitude - 1 - U_COFF);
                }
                gt1++;
            }
            cabac.encodeBypass(level[i] >>> 31);
        }
    }

    private static void writeSuffix(CabacEncoder cabac, int value) {
        int k = 31 - Integer.numberOfLeadingZeros(value + 1);
        cabac.encodeBypass((1 << (k + 1)) - 2, k + 1);
        cabac.encodeBypass(value + 1 - (1 << k), k);
    }

    private static int significantCtx(int ctxBlockCat, boolean field) {
        return (field ? ResidualContexts.SIGNIFICANT_FIELD : ResidualContexts.SIGNIFICANT_FRAME)[ctxBlockCat];
    }

    private static int lastCtx(int ctxBlockCat, boolean field) {
        return (field ? ResidualContexts.LAST_FIELD : ResidualContexts.LAST_FRAME)[ctxBlockCat];
    }

    private static byte[] significantInc(int maxNumCoeff, boolean field) {
        return switch (maxNumCoeff) {
            case 4 -> ResidualContexts.INC_CHROMA_DC_420;
            case 8 -> ResidualContexts.INC_CHROMA_DC_422;
            case 64 -> field ? ResidualContexts.SIGNIFICANT_INC_8X8_FIELD : ResidualContexts.SIGNIFICANT_INC_8X8_FRAME;
            default -> ResidualContexts.INC_4X4;
        };
    }

    private static byte[] lastInc(int maxNumCoeff) {
        return switch (maxNumCoeff) {
            case 4 -> ResidualContexts.INC_CHROMA_DC_420;
            case 8 -> ResidualContexts.INC_CHROMA_DC_422;
            case 64 -> ResidualContexts.LAST_INC_8X8;
            default -> ResidualContexts.INC_4X4;
        };
    }
}
