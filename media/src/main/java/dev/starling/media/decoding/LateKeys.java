package dev.starling.media.decoding;

/**
 * The key pictures before which a stream pauses, where a container has times of presentation alone, as Matroska and NUT
 * do. Decoding times are derived from those of earlier pictures there: the key picture seems to be decoded before the
 * pause, and to be presented late, and the pause seems to come a few pictures later. Times are in 1/90000 s.
 */
final class LateKeys {
    private boolean started;
    /** From decoding to presentation, of key pictures that are not late. */
    private long usualDelay;
    /** By how much the last key picture is presented later than all before it. */
    private long ahead;
    /** By how much the last key picture is late. */
    private long late;
    /** When the last key picture is presented. */
    private long shown;
    /** Half of the distance from picture to picture. */
    private long tolerance;

    /**
     * The next key picture.
     *
     * @param time of its decoding
     * @param delay from its decoding to its presentation
     * @param shownBefore when the pictures before it are presented, at the latest
     * @param distance from picture to picture
     */
    void take(long time, long delay, long shownBefore, long distance) {
        tolerance = distance / 2;
        boolean isLate = started && delay - usualDelay > tolerance;
        late = isLate ? delay - usualDelay : 0;
        usualDelay = isLate ? usualDelay : delay;
        shown = time + delay;
        ahead = shown - shownBefore;
        started = true;
    }

    /**
     * Whether a pause was before the last key picture, and not before another one.
     *
     * @param time the decoding time of a later picture, behind the pause
     * @param pause by how much it is decoded later than usual
     */
    boolean wasBefore(long time, long pause) {
        return late > 0 && time <= shown && pause <= Math.min(late, ahead) + tolerance;
    }
}
