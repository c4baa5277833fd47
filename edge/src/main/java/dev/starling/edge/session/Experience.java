package dev.starling.edge.session;

import java.util.OptionalDouble;

/**
 * What a viewer has experienced, as far as the player tells.
 *
 * @param startSeconds from the command to play to the first picture; empty if it is not told
 * @param stalls how often the buffer ran empty
 * @param stallSeconds how long the viewer has waited on an empty buffer
 * @param watchedSeconds of media that were delivered to a player that tells of its stalls
 */
public record Experience(OptionalDouble startSeconds, long stalls, double stallSeconds, double watchedSeconds) {
    /** Nothing yet. */
    static final Experience NONE = new Experience(OptionalDouble.empty(), 0, 0, 0);

    /** What a player has told; media counts only while the time of all its stalls is known. */
    static Experience of(PlaybackReport told, double deliveredSeconds) {
        return new Experience(
                told.startSeconds(),
                told.stalls().orElse(0),
                told.stallSeconds().orElse(0),
                told.stallSeconds().isPresent() ? deliveredSeconds : 0);
    }

    /** What is here and not in an earlier one. */
    Experience since(Experience earlier) {
        return new Experience(
                earlier.startSeconds.isPresent() ? OptionalDouble.empty() : startSeconds,
                Math.max(0, stalls - earlier.stalls),
                Math.max(0, stallSeconds - earlier.stallSeconds),
                Math.max(0, watchedSeconds - earlier.watchedSeconds));
    }

    /** The larger of each value: a player may take back what it has told. */
    Experience max(Experience other) {
        return new Experience(
                startSeconds.isPresent() ? startSeconds : other.startSeconds,
                Math.max(stalls, other.stalls),
                Math.max(stallSeconds, other.stallSeconds),
                Math.max(watchedSeconds, other.watchedSeconds));
    }
}
