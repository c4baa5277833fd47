package dev.starling.media.decoding;

import java.time.Duration;

/**
 * Limits of the sources that are accepted. They are checked twice: against the container's declarations before anything
 * is allocated, and against the first decoded picture.
 *
 * @param maxWidth largest coded or displayed width, in pixels, at least 16
 * @param maxHeight largest coded or displayed height, in pixels, at least 16
 * @param maxDuration longest declared duration, positive
 */
public record MediaLimits(int maxWidth, int maxHeight, Duration maxDuration) {
    /**
     * 8192 × 8192 and 24 h. A clip of larger pictures (96 MiB each in 4:2:0) does not fit in memory, and no level of
     * H.264 allows them; clip indices and chunk maps of a whole title are kept in memory.
     */
    public static final MediaLimits DEFAULT = new MediaLimits(8192, 8192, Duration.ofHours(24));

    public MediaLimits {
        if (maxWidth < 16 || maxHeight < 16 || !maxDuration.isPositive()) {
            throw new IllegalArgumentException("limits must allow at least 16x16 and some time: " + maxWidth + "x"
                    + maxHeight + ", " + maxDuration);
        }
    }
}
