package dev.starling.quality;

/** The size and format of a frame. */
record Shape(PixelFormat format, int width, int height) {

    static Shape of(PlanarFrame frame) {
        return new Shape(frame.format(), frame.width(), frame.height());
    }

    /** Requires that a frame has this shape, as the first one of its side had. */
    void check(String side, int frame, Shape now) {
        if (!equals(now)) {
            throw new IllegalArgumentException(
                    side + " frame " + frame + " is " + now + ", the frames before it were " + this);
        }
    }

    void checkSize(String side) {
        if (Math.min(width, height) < QualityMeter.MIN_SIZE || Math.max(width, height) > QualityMeter.MAX_SIZE) {
            throw new IllegalArgumentException(
                    side + " is " + width + "x" + height + ", outside " + QualityMeter.MIN_SIZE + "x"
                            + QualityMeter.MIN_SIZE + " to " + QualityMeter.MAX_SIZE + "x" + QualityMeter.MAX_SIZE);
        }
    }

    @Override
    public String toString() {
        return format + " " + width + "x" + height;
    }
}
