package dev.starling.h264.entropy;

/** Table 9-4, me(v): maps codeNum to coded_block_pattern and back. */
public final class CodedBlockPatternMapping {
    // spotless:off
    /** Intra_4x4, Intra_8x8; ChromaArrayType 1 or 2. */
    private static final int[] INTRA_48 = {
        47, 31, 15,  0, 23, 27, 29, 30,  7, 11, 13, 14, 39, 43, 45, 46,
        16,  3,  5, 10, 12, 19, 21, 26, 28, 35, 37, 42, 44,  1,  2,  4,
         8, 17, 18, 20, 24,  6,  9, 22, 25, 32, 33, 34, 36, 40, 38, 41,
    };

    /** Inter; ChromaArrayType 1 or 2. */
    private static final int[] INTER_48 = {
         0, 16,  1,  2,  4,  8, 32,  3,  5, 10, 12, 15, 47,  7, 11, 13,
        14,  6,  9, 31, 35, 37, 42, 44, 33, 34, 36, 40, 39, 43, 45, 46,
        17, 18, 20, 24, 19, 21, 26, 28, 23, 27, 29, 30, 22, 25, 38, 41,
    };

    /** Intra_4x4, Intra_8x8; ChromaArrayType 0 or 3. */
    private static final int[] INTRA_16 = {
        15,  0,  7, 11, 13, 14,  3,  5, 10, 12,  1,  2,  4,  8,  6,  9,
    };

    /** Inter; ChromaArrayType 0 or 3. */
    private static final int[] INTER_16 = {
         0,  1,  2,  4,  8,  3,  5, 10, 12, 15,  7, 11, 13, 14,  6,  9,
    };
    // spotless:on

    private static final int[] INTRA_48_INVERSE = inverse(INTRA_48);
    private static final int[] INTER_48_INVERSE = inverse(INTER_48);
    private static final int[] INTRA_16_INVERSE = inverse(INTRA_16);
    private static final int[] INTER_16_INVERSE = inverse(INTER_16);

    private CodedBlockPatternMapping() {}

    /** The largest codeNum: 47 if ChromaArrayType is 1 or 2, else 15. */
    public static int maxCodeNum(boolean chroma) {
        return chroma ? 47 : 15;
    }

    /**
     * coded_block_pattern (CodedBlockPatternLuma + 16 · CodedBlockPatternChroma).
     *
     * @param codeNum 0…{@link #maxCodeNum}
     * @param chroma whether ChromaArrayType is 1 or 2
     * @param intra whether the macroblock prediction mode is Intra_4x4 or Intra_8x8
     */
    public static int codedBlockPattern(int codeNum, boolean chroma, boolean intra) {
        if (chroma) {
            return (intra ? INTRA_48 : INTER_48)[codeNum];
        }
        return (intra ? INTRA_16 : INTER_16)[codeNum];
    }

    /** codeNum, the inverse of {@link #codedBlockPattern}. */
    public static int codeNum(int codedBlockPattern, boolean chroma, boolean intra) {
        if (chroma) {
            return (intra ? INTRA_48_INVERSE : INTER_48_INVERSE)[codedBlockPattern];
        }
        return (intra ? INTRA_16_INVERSE : INTER_16_INVERSE)[codedBlockPattern];
    }

    private static int[] inverse(int[] map) {
        int[] inverse = new int[map.length];
        for (int i = 0; i < map.length; i++) {
            inverse[map[i]] = i;
        }
        return inverse;
    }
}
