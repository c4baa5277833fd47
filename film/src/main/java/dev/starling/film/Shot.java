package dev.starling.film;

/** What the camera sees between two cuts. Read by any number of threads, each with its own canvas. */
sealed interface Shot permits LakeShot, FlightShot {
    /** How many pictures it lasts. */
    int pictures();

    /**
     * Paints one picture.
     *
     * @param picture 0 to {@link #pictures()} − 1
     * @param canvas receives it
     * @param half room for what is painted at half size
     */
    void paint(int picture, Canvas canvas, Canvas half);
}
