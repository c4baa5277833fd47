package dev.starling.film;

/** The pictures between two cuts. Any number of threads may paint them, each with its own canvas. */
sealed interface Shot permits LakeShot, FlightShot {
    /** The number of pictures. */
    int pictures();

    /**
     * Paints one picture.
     *
     * @param picture 0 to {@link #pictures()} − 1
     * @param canvas receives the picture
     * @param half scratch canvas of half the width and height
     */
    void paint(int picture, Canvas canvas, Canvas half);
}
