package dev.starling.farm;

import java.util.OptionalDouble;

/** What the farm tells while it works. Events come from any thread, one at a time. */
public sealed interface FarmEvent {
    /**
     * How far a phase has come, in seconds of the title (for {@link Phase#PROBE}: of bytes of the input, as a share; of
     * a {@link TrainingFarm}: in encodings that were asked for).
     *
     * @param phase which
     * @param done of {@code total}
     * @param reused the part of {@code done} that was in the store already, and so says nothing about the speed
     * @param total what there is to do; empty where the input does not say how long it is
     * @param finished whether the phase is over
     */
    record Progress(Phase phase, double done, double reused, OptionalDouble total, boolean finished)
            implements FarmEvent {}

    /**
     * A task failed and is tried again.
     *
     * @param reason one line
     */
    record Retry(String reason) implements FarmEvent {}

    /**
     * A task failed for good; the others go on.
     *
     * @param reason one line, with all parameters and the last words of who tried
     */
    record Failure(String reason) implements FarmEvent {}

    /**
     * A result in the store was damaged and is made again.
     *
     * @param place which
     */
    record Damaged(String place) implements FarmEvent {}

    /**
     * On the way to a {@link QualityTarget}: what a rate factor gives.
     *
     * @param crf that was tried
     * @param measure what {@code value} is, with its unit
     * @param value mean over the clips
     * @param clips how many
     */
    record Tried(double crf, String measure, double value, int clips) implements FarmEvent {}
}
