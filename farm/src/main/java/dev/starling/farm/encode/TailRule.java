package dev.starling.farm.encode;

/**
 * Which members of a title get which tails.
 *
 * @param mode the kind of tails
 * @param minBitsPerSecond members below this bitrate get none
 */
public record TailRule(TailMode mode, double minBitsPerSecond) {
    /** A tail of a member that is smaller than this saves next to nothing. */
    private static final double USUAL_MIN_BITS_PER_SECOND = 200_000;

    /** Tails of a kind for all members that are not small already. */
    public static TailRule of(TailMode mode) {
        return new TailRule(mode, USUAL_MIN_BITS_PER_SECOND);
    }
}
