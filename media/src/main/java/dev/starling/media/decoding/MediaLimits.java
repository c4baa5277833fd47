package dev.starling.media.decoding;

import java.time.Duration;

/**
 * The largest source that is accepted. Limits are checked against what the container declares, before anything is
 * allocated for it, and again against what is decoded.
 *
 * @param maxWidth greatest coded or displayed width, in pixels
 * @param maxHeight greatest coded or displayed height, in pixels
 * @param maxDuration greatest declared duration
 */
public record MediaLimits(int maxWidth, int maxHeight, Duration maxDuration) {
    /**
     * 8192 × 8192, because a 4:2:0 picture of that size (96 MiB) is the most of which a clip's worth can be kept in
     * memory, and H.264 has no level beyond it; 24 h, because clip indices and chunk maps are kept in memory for a
     * whole title.
     */
    public static final MediaLimits DEFAULT = new MediaLimits(8192, 8192, Duration.ofHours(24));

    public MediaLimits {
        if (maxWidth < 16 || maxHeight < 16 || !maxDuration.isPositive()) {
            throw new IllegalArgumentException("limits must allow at least 16x16 and some time: " + maxWidth + "x"
                    + maxHeight + ", " + maxDuration);
        }
    }
}
