package dev.starling.media.clip;

import java.time.Duration;

/**
 * The allowed lengths of clips.
 *
 * @param min no clip is shorter, unless the whole title is
 * @param usual where there is no scene cut in reach
 * @param max no clip is longer by more than half a picture
 */
public record ClipLengths(Duration min, Duration usual, Duration max) {
    /** 1 s, 2 s, 4 s. */
    public static final ClipLengths DEFAULT =
            new ClipLengths(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));

    public ClipLengths {
        // Then any stretch that is too long for one clip can be divided into usual clips and an allowed rest.
        if (!min.isPositive() || usual.compareTo(min.multipliedBy(2)) < 0 || max.compareTo(usual.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException(
                    "each clip length must be at least twice the one before: " + min + ", " + usual + ", " + max);
        }
    }

    long minTicks() {
        return ticks(min);
    }

    long usualTicks() {
        return ticks(usual);
    }

    long maxTicks() {
        return ticks(max);
    }

    private static long ticks(Duration duration) {
        return duration.toNanos() * 9 / 100_000;
    }
}
