package dev.starling.media.clip;

import java.time.Duration;

/**
 * How long clips are.
 *
 * @param least no clip is shorter, unless the whole title is
 * @param usual where nothing suggests a better place to cut
 * @param most no clip is longer (but for half a picture)
 */
public record ClipLengths(Duration least, Duration usual, Duration most) {
    /** 1 s, 2 s, 4 s. */
    public static final ClipLengths DEFAULT =
            new ClipLengths(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));

    public ClipLengths {
        // Any stretch that is too long for one clip must be divisible into usual ones with an admissible rest.
        if (!least.isPositive()
                || usual.compareTo(least.multipliedBy(2)) < 0
                || most.compareTo(usual.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException(
                    "each length must be at least twice the one before: " + least + ", " + usual + ", " + most);
        }
    }

    long leastTicks() {
        return ticks(least);
    }

    long usualTicks() {
        return ticks(usual);
    }

    long mostTicks() {
        return ticks(most);
    }

    private static long ticks(Duration duration) {
        return duration.toNanos() * 9 / 100_000;
    }
}
