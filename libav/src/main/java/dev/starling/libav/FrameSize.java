package dev.starling.libav;

/**
 * The size of a picture.
 *
 * @param width luma samples in a row, at least 1
 * @param height rows of luma samples, at least 1
 */
public record FrameSize(int width, int height) {
    public FrameSize {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("not a frame size: " + width + "x" + height);
        }
    }

    /**
     * This size, which a 4:2:0 frame can have.
     *
     * @throws IllegalArgumentException if the width or the height is odd
     */
    public FrameSize requireEven() {
        if ((width & 1) != 0 || (height & 1) != 0) {
            throw new IllegalArgumentException("4:2:0 frames have even sizes: " + this);
        }
        return this;
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
