package dev.starling.h264.entropy;

import dev.starling.h264.bits.BitReader;
import dev.starling.h264.bits.BitWriter;
import dev.starling.h264.bits.H264Exception;
import java.util.List;

/** Reads and writes residual_block_cavlc() (7.3.5.3.2, 9.2). The caller derives nC, which depends on neighbours. */
public final class CavlcResidual {
    /** nC of chroma DC levels, 4:2:0. */
    public static final int NC_CHROMA_DC_420 = -1;

    /** nC of chroma DC levels, 4:2:2. */
    public static final int NC_CHROMA_DC_422 = -2;

    /**
     * Longer prefixes give levels that no bit depth allows: 9.2.2.1 allows 11 + bitDepth, and 15 below the High 10
     * profiles.
     */
    private static final int MAX_LEVEL_PREFIX = 25;

    /** The column of Table 9-5 by nC + 2, for nC up to 8; higher values of nC use the last one. */
    private static final byte[] COEFF_TOKEN_COLUMN = {5, 4, 0, 0, 1, 1, 2, 2, 2, 2, 3};

    private CavlcResidual() {}

    /**
     * Reads a block.
     *
     * @param nC 0…16, or {@link #NC_CHROMA_DC_420} or {@link #NC_CHROMA_DC_422}
     * @param maxNumCoeff 4, 8, 15 or 16
     * @param scanIndex receives increasing scan indices, counted from the block's first coefficient
     * @param level receives the levels, none of them 0
     * @param at index of the first level in both arrays, which need room for {@code maxNumCoeff} levels
     * @return TotalCoeff, 0…maxNumCoeff
     * @throws H264Exception TRUNCATED, or MALFORMED if the bits are not a code word or give too many coefficients
     */
    public static int read(BitReader bits, int nC, int maxNumCoeff, byte[] scanIndex, int[] level, int at) {
        int token = coeffToken(nC).read(bits);
        int totalCoeff = token >>> 2;
        if (totalCoeff == 0) {
            return 0;
        }
        if (totalCoeff > maxNumCoeff) {
            throw bits.malformed("coeff_token");
        }
        int until = at + totalCoeff;
        readLevels(bits, token & 3, totalCoeff, level, until);
        int zerosLeft = 0;
        if (totalCoeff < maxNumCoeff) {
            zerosLeft = totalZeros(maxNumCoeff, totalCoeff).read(bits);
            if (zerosLeft + totalCoeff > maxNumCoeff) {
                throw bits.malformed("total_zeros");
            }
        }
        readRuns(bits, zerosLeft, scanIndex, at, until);
        return totalCoeff;
    }

    /**
     * Reads the trailing ones, then the other levels, from the highest frequency down, into {@code level[until −
     * totalCoeff, until)} (9.2.2).
     */
    private static void readLevels(BitReader bits, int trailingOnes, int totalCoeff, int[] level, int until) {
        int next = until - 1;
        for (int i = 0; i < trailingOnes; i++) {
            level[next--] = bits.flag("trailing_ones_sign_flag") ? -1 : 1;
        }
        int suffixLength = totalCoeff > 10 && trailingOnes < 3 ? 1 : 0;
        for (int i = trailingOnes; i < totalCoeff; i++) {
            int levelCode = readLevelCode(bits, suffixLength);
            if (i == trailingOnes && trailingOnes < 3) {
                // The first level after fewer than three trailing ones is not ±1.
                levelCode += 2;
            }
            int value = (levelCode & 1) == 0 ? (levelCode + 2) >> 1 : (-levelCode - 1) >> 1;
            level[next--] = value;
            suffixLength = nextSuffixLength(suffixLength, value);
        }
    }

    private static int readLevelCode(BitReader bits, int suffixLength) {
        int levelPrefix = Integer.numberOfLeadingZeros(bits.peek(32));
        if (levelPrefix > MAX_LEVEL_PREFIX) {
            bits.skip(MAX_LEVEL_PREFIX + 1, "level_prefix");
            throw bits.malformed("level_prefix");
        }
        bits.skip(levelPrefix + 1, "level_prefix");
        int levelSuffixSize = suffixLength;
        if (levelPrefix == 14 && suffixLength == 0) {
            levelSuffixSize = 4;
        } else if (levelPrefix >= 15) {
            levelSuffixSize = levelPrefix - 3;
        }
        int levelCode = (Math.min(15, levelPrefix) << suffixLength) + bits.u(levelSuffixSize, "level_suffix");
        if (levelPrefix >= 15 && suffixLength == 0) {
            levelCode += 15;
        }
        return levelPrefix >= 16 ? levelCode + (1 << (levelPrefix - 3)) - 4096 : levelCode;
    }

    /** Turns runs of zeros into scan indices, from the highest frequency down (9.2.3). */
    private static void readRuns(BitReader bits, int totalZeros, byte[] scanIndex, int at, int until) {
        int zerosLeft = totalZeros;
        for (int i = until - 1; i > at; i--) {
            scanIndex[i] = (byte) (zerosLeft + i - at);
            if (zerosLeft > 0) {
                int runBefore =
                        CavlcTables.RUN_BEFORE.get(Math.min(zerosLeft, 7) - 1).read(bits);
                zerosLeft -= runBefore;
                if (zerosLeft < 0) {
                    throw bits.malformed("run_before");
                }
            }
        }
        scanIndex[at] = (byte) zerosLeft;
    }

    /**
     * Writes a block: the mirror of {@link #read}.
     *
     * @param totalCoeff number of levels, 0…maxNumCoeff
     */
    public static void write(
            BitWriter bits, int nC, int maxNumCoeff, byte[] scanIndex, int[] level, int at, int totalCoeff) {
        int until = at + totalCoeff;
        int trailingOnes = 0;
        while (trailingOnes < Math.min(3, totalCoeff) && Math.abs(level[until - 1 - trailingOnes]) == 1) {
            trailingOnes++;
        }
        coeffToken(nC).write(bits, totalCoeff << 2 | trailingOnes);
        if (totalCoeff == 0) {
            return;
        }
        writeLevels(bits, trailingOnes, totalCoeff, level, until);
        int totalZeros = scanIndex[until - 1] - (totalCoeff - 1);
        if (totalCoeff < maxNumCoeff) {
            totalZeros(maxNumCoeff, totalCoeff).write(bits, totalZeros);
        }
        writeRuns(bits, totalZeros, scanIndex, at, until);
    }

    private static void writeLevels(BitWriter bits, int trailingOnes, int totalCoeff, int[] level, int until) {
        int next = until - 1;
        for (int i = 0; i < trailingOnes; i++) {
            bits.flag(level[next--] < 0, "trailing_ones_sign_flag");
        }
        int suffixLength = totalCoeff > 10 && trailingOnes < 3 ? 1 : 0;
        for (int i = trailingOnes; i < totalCoeff; i++) {
            int value = level[next--];
            int levelCode = value > 0 ? 2 * value - 2 : -2 * value - 1;
            if (i == trailingOnes && trailingOnes < 3) {
                levelCode -= 2;
            }
            writeLevelCode(bits, levelCode, suffixLength);
            suffixLength = nextSuffixLength(suffixLength, value);
        }
    }

    private static void writeLevelCode(BitWriter bits, int levelCode, int suffixLength) {
        int escape = suffixLength == 0 ? 30 : 15 << suffixLength;
        if (levelCode >= escape) {
            // Prefix p ≥ 15 has p − 3 suffix bits; the shorter prefixes cover the first 2^(p−3) − 4096 values.
            int value = levelCode - escape + 4096;
            int suffixSize = 31 - Integer.numberOfLeadingZeros(value);
            bits.put(suffixSize + 4, 1);
            bits.put(suffixSize, value - (1 << suffixSize));
        } else if (suffixLength > 0) {
            bits.put((levelCode >> suffixLength) + 1, 1);
            bits.put(suffixLength, levelCode & ((1 << suffixLength) - 1));
        } else if (levelCode < 14) {
            bits.put(levelCode + 1, 1);
        } else {
            bits.put(15, 1);
            bits.put(4, levelCode - 14);
        }
    }

    private static void writeRuns(BitWriter bits, int totalZeros, byte[] scanIndex, int at, int until) {
        int zerosLeft = totalZeros;
        for (int i = until - 1; i > at && zerosLeft > 0; i--) {
            int runBefore = scanIndex[i] - scanIndex[i - 1] - 1;
            CavlcTables.RUN_BEFORE.get(Math.min(zerosLeft, 7) - 1).write(bits, runBefore);
            zerosLeft -= runBefore;
        }
    }

    private static int nextSuffixLength(int suffixLength, int level) {
        int raised = suffixLength == 0 ? 1 : suffixLength;
        return raised < 6 && Math.abs(level) > 3 << (raised - 1) ? raised + 1 : raised;
    }

    private static VlcTable coeffToken(int nC) {
        return CavlcTables.COEFF_TOKEN.get(COEFF_TOKEN_COLUMN[Math.min(nC, 8) + 2]);
    }

    private static VlcTable totalZeros(int maxNumCoeff, int totalCoeff) {
        List<VlcTable> tables = switch (maxNumCoeff) {
            case 4 -> CavlcTables.TOTAL_ZEROS_420;
            case 8 -> CavlcTables.TOTAL_ZEROS_422;
            default -> CavlcTables.TOTAL_ZEROS;
        };
        return tables.get(totalCoeff - 1);
    }
}
