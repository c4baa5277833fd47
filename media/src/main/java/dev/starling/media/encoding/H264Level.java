package dev.starling.media.encoding;

import dev.starling.libav.Ratio;

/**
 * The lowest level whose limits hold a stream of given size, rate and decoded picture buffer: H.264 table A-1, without
 * the bit-rate columns, since a constant-quality encode has no declared rate. A function of nothing but the format, so
 * that every clip of a title carries the same {@code level_idc}.
 */
enum H264Level {
    // spotless:off
    L1_0(10,     1_485,     99,     396), L1_1(11,     3_000,     396,     900), L1_2(12,     6_000,     396,   2_376),
    L1_3(13,    11_880,    396,   2_376), L2_0(20,    11_880,     396,   2_376), L2_1(21,    19_800,     792,   4_752),
    L2_2(22,    20_250,  1_620,   8_100), L3_0(30,    40_500,   1_620,   8_100), L3_1(31,   108_000,   3_600,  18_000),
    L3_2(32,   216_000,  5_120,  20_480), L4_0(40,   245_760,   8_192,  32_768), L4_2(42,   522_240,   8_704,  34_816),
    L5_0(50,   589_824, 22_080, 110_400), L5_1(51,   983_040,  36_864, 184_320), L5_2(52, 2_073_600,  36_864, 184_320),
    L6_0(60, 4_177_920, 139_264, 696_320), L6_1(61, 8_355_840, 139_264, 696_320), L6_2(62, 16_711_680, 139_264, 696_320);
    // spotless:on

    private static final int MACROBLOCK = 16;

    private final int levelIdc;
    private final int maxMbps;
    private final int maxFs;
    private final int maxDpbMbs;

    H264Level(int levelIdc, int maxMbps, int maxFs, int maxDpbMbs) {
        this.levelIdc = levelIdc;
        this.maxMbps = maxMbps;
        this.maxFs = maxFs;
        this.maxDpbMbs = maxDpbMbs;
    }

    int levelIdc() {
        return levelIdc;
    }

    /**
     * @param decodedPictures how many frames the decoded picture buffer must hold
     * @throws IllegalArgumentException when no level allows it
     */
    static H264Level lowestFor(int width, int height, Ratio frameRate, int decodedPictures) {
        long columns = Math.ceilDiv(width, MACROBLOCK);
        long rows = Math.ceilDiv(height, MACROBLOCK);
        long macroblocks = columns * rows;
        for (H264Level level : values()) {
            // A.3.1: neither side may exceed Sqrt(MaxFS * 8).
            boolean fits = macroblocks <= level.maxFs
                    && columns * columns <= 8L * level.maxFs
                    && rows * rows <= 8L * level.maxFs
                    && macroblocks * frameRate.value() <= level.maxMbps
                    && macroblocks * decodedPictures <= level.maxDpbMbs;
            if (fits) {
                return level;
            }
        }
        throw new IllegalArgumentException("no H.264 level holds " + width + "x" + height + " at " + frameRate
                + " pictures a second with " + decodedPictures + " decoded pictures");
    }
}
