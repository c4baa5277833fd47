package dev.starling.h264.syntax;

/**
 * The coded size of a frame in macroblocks of 16x16 luma samples.
 *
 * @param picWidthInMbs PicWidthInMbs, 1 or more
 * @param frameHeightInMbs FrameHeightInMbs, 1 or more
 */
public record FrameSizeInMbs(int picWidthInMbs, int frameHeightInMbs) {

    private static final int SAMPLES_PER_MB_SIDE = 16;

    public FrameSizeInMbs {
        if (picWidthInMbs < 1 || frameHeightInMbs < 1) {
            throw new IllegalArgumentException("not a size in macroblocks: " + picWidthInMbs + "x" + frameHeightInMbs);
        }
    }

    /** The smallest size that covers {@code width} x {@code height} luma samples. */
    public static FrameSizeInMbs covering(int width, int height) {
        return new FrameSizeInMbs(Math.ceilDiv(width, SAMPLES_PER_MB_SIDE), Math.ceilDiv(height, SAMPLES_PER_MB_SIDE));
    }

    /** PicSizeInMbs of a frame: the number of its macroblocks. */
    public long mbCount() {
        return (long) picWidthInMbs * frameHeightInMbs;
    }
}
