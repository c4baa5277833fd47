package dev.starling.swarm.profile;

/**
 * The size of a decoded picture after cropping; samples are square.
 *
 * @param width in luma samples, even, at least 2
 * @param height in luma samples, even, at least 2
 */
public record PictureSize(int width, int height) {
    public PictureSize {
        if (width < 2 || height < 2 || width % 2 != 0 || height % 2 != 0) {
            throw new IllegalArgumentException("picture size must be even and at least 2x2: " + width + "x" + height);
        }
    }

    /** Luma samples per picture. */
    public int area() {
        return width * height;
    }

    /** The height of a landscape picture, the width of a portrait one: the 720 of "720p". */
    public int shortSide() {
        return Math.min(width, height);
    }

    /** Rows of macroblocks of a coded picture: a slice has at least one. */
    public int macroblockRows() {
        return Math.ceilDiv(height, 16);
    }

    /** A size of the same aspect ratio with another short side; the long side is rounded to an even number. */
    public PictureSize withShortSide(int newShortSide) {
        int newLongSide = Math.max(2, 2 * Math.round(Math.max(width, height) * (float) newShortSide / shortSide() / 2));
        return width < height ? new PictureSize(newShortSide, newLongSide) : new PictureSize(newLongSide, newShortSide);
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
