package dev.starling.media.clip;

import dev.starling.libav.FrameSize;
import java.time.Duration;

/**
 * The allowed lengths of clips.
 *
 * @param min no clip is shorter, unless the whole title is
 * @param usual where there is no scene cut in reach
 * @param max no clip is longer by more than half a picture; at least twice {@code min}
 */
public record ClipLengths(Duration min, Duration usual, Duration max) {
    /** The shortest minimum: in a shorter clip the IDR picture costs more than it brings. */
    public static final Duration SHORTEST = Duration.ofMillis(500);
    /** The longest maximum, which Apple's authoring specification for HLS recommends for segments. */
    public static final Duration LONGEST = Duration.ofSeconds(6);

    /**
     * The usual length, for all maxima from here up. Against 2 s it saves most of the bits that 6 s save; a player that
     * wants a better member waits 2.5 s on average instead of 3 s (docs/results/clip-lengths.md).
     */
    private static final Duration USUAL = Duration.ofSeconds(5);

    /** 1 s, 5 s, 6 s. */
    public static final ClipLengths DEFAULT = between(Duration.ofSeconds(1), LONGEST);

    /** The pictures of the longest clip take at most this many bytes: 6 s of 1080p at 60 pictures/s take 1068 MiB. */
    public static final long MAX_PICTURE_BYTES = 1152L << 20;

    public ClipLengths {
        // Then any stretch that is too long for one clip can be divided into allowed ones.
        if (!min.isPositive()
                || usual.compareTo(min) < 0
                || max.compareTo(usual) < 0
                || max.compareTo(min.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException(
                    "clip lengths must ascend, and the last must be at least twice the first: " + min + ", " + usual
                            + ", " + max);
        }
    }

    /** The lengths from {@code min} to {@code max}: usually 5 s, or the nearest that is allowed. */
    public static ClipLengths between(Duration min, Duration max) {
        Duration atMost = max.compareTo(USUAL) < 0 ? max : USUAL;
        return new ClipLengths(min, atMost.compareTo(min) < 0 ? min : atMost, max);
    }

    /** These lengths with another usual one, or the nearest to it that they allow. */
    public ClipLengths usually(Duration other) {
        Duration atMost = other.compareTo(max) < 0 ? other : max;
        return new ClipLengths(min, atMost.compareTo(min) < 0 ? min : atMost, max);
    }

    /** These lengths, shortened where the pictures of a clip would take more than {@link #MAX_PICTURE_BYTES}. */
    public ClipLengths forPictures(FrameSize size, double picturesPerSecond) {
        double bytesPerSecond = bytesPerPicture(size) * picturesPerSecond;
        Duration longest = Duration.ofNanos((long) Math.min(Long.MAX_VALUE, 1e9 * MAX_PICTURE_BYTES / bytesPerSecond));
        return max.compareTo(longest) <= 0 ? this : shortenedTo(longest);
    }

    private ClipLengths shortenedTo(Duration longest) {
        Duration half = longest.dividedBy(2);
        return new ClipLengths(
                min.compareTo(half) < 0 ? min : half, usual.compareTo(longest) < 0 ? usual : longest, longest);
    }

    /** The bytes that the pictures of the longest clip take. */
    public long pictureBytes(FrameSize size, double picturesPerSecond) {
        return (long) (bytesPerPicture(size) * picturesPerSecond * max.toNanos() / 1e9);
    }

    /** 8 bits, 4:2:0. */
    private static double bytesPerPicture(FrameSize size) {
        return 1.5 * size.width() * size.height();
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
