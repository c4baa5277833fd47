package dev.starling.h264.syntax;

/**
 * The levels of Table A-1 with their limits on frame size, macroblock rate and decoded picture buffer. The limits on
 * bit rate are left out: a constant-quality encode declares none.
 */
public enum Level {
    // spotless:off
    //            number level_idc MaxMBPS   MaxFS  MaxDpbMbs
    LEVEL_1  ("1",   10,      1_485,      99,     396),
    /** level_idc 9 in the High profiles; in the others it is coded as 11 with constraint_set3_flag 1. */
    LEVEL_1_B("1b",   9,      1_485,      99,     396),
    LEVEL_1_1("1.1", 11,      3_000,     396,     900),
    LEVEL_1_2("1.2", 12,      6_000,     396,   2_376),
    LEVEL_1_3("1.3", 13,     11_880,     396,   2_376),
    LEVEL_2  ("2",   20,     11_880,     396,   2_376),
    LEVEL_2_1("2.1", 21,     19_800,     792,   4_752),
    LEVEL_2_2("2.2", 22,     20_250,   1_620,   8_100),
    LEVEL_3  ("3",   30,     40_500,   1_620,   8_100),
    LEVEL_3_1("3.1", 31,    108_000,   3_600,  18_000),
    LEVEL_3_2("3.2", 32,    216_000,   5_120,  20_480),
    LEVEL_4  ("4",   40,    245_760,   8_192,  32_768),
    LEVEL_4_1("4.1", 41,    245_760,   8_192,  32_768),
    LEVEL_4_2("4.2", 42,    522_240,   8_704,  34_816),
    LEVEL_5  ("5",   50,    589_824,  22_080, 110_400),
    LEVEL_5_1("5.1", 51,    983_040,  36_864, 184_320),
    LEVEL_5_2("5.2", 52,  2_073_600,  36_864, 184_320),
    LEVEL_6  ("6",   60,  4_177_920, 139_264, 696_320),
    LEVEL_6_1("6.1", 61,  8_355_840, 139_264, 696_320),
    LEVEL_6_2("6.2", 62, 16_711_680, 139_264, 696_320);
    // spotless:on

    private final String number;
    private final int levelIdc;
    private final int maxMbps;
    private final int maxFs;
    private final int maxDpbMbs;

    Level(String number, int levelIdc, int maxMbps, int maxFs, int maxDpbMbs) {
        this.number = number;
        this.levelIdc = levelIdc;
        this.maxMbps = maxMbps;
        this.maxFs = maxFs;
        this.maxDpbMbs = maxDpbMbs;
    }

    /** The level as Table A-1 writes it, for example {@code 4.2}. */
    public String number() {
        return number;
    }

    /** level_idc: ten times the number; 9 for level 1b. */
    public int levelIdc() {
        return levelIdc;
    }

    /** MaxMBPS: macroblocks per second. */
    public int maxMbps() {
        return maxMbps;
    }

    /** MaxFS: macroblocks per frame. */
    public int maxFs() {
        return maxFs;
    }

    /** MaxDpbMbs: macroblocks in the decoded picture buffer. */
    public int maxDpbMbs() {
        return maxDpbMbs;
    }

    /**
     * The lowest level that allows a stream. It depends on the format alone, so every clip of a title gets the same
     * level_idc.
     *
     * @param dpbFrames frames that the decoded picture buffer must hold
     * @throws IllegalArgumentException if no level allows it
     */
    public static Level lowestFor(FrameSizeInMbs size, double framesPerSecond, int dpbFrames) {
        for (Level level : values()) {
            if (level.allows(size, framesPerSecond, dpbFrames)) {
                return level;
            }
        }
        throw new IllegalArgumentException("no H.264 level allows " + size.picWidthInMbs() + "x"
                + size.frameHeightInMbs() + " macroblocks at " + framesPerSecond + " frames per second with "
                + dpbFrames + " frames in the decoded picture buffer");
    }

    /** Whether a stream of this format stays within the limits of A.3.1 and A.3.2. */
    public boolean allows(FrameSizeInMbs size, double framesPerSecond, int dpbFrames) {
        long width = size.picWidthInMbs();
        long height = size.frameHeightInMbs();
        long mbCount = size.mbCount();
        // Neither side may exceed Sqrt(MaxFS * 8).
        return mbCount <= maxFs
                && width * width <= 8L * maxFs
                && height * height <= 8L * maxFs
                && mbCount * framesPerSecond <= maxMbps
                && mbCount * dpbFrames <= maxDpbMbs;
    }
}
