package dev.starling.farm;

import java.util.OptionalDouble;

/** What the farm reports while it works. Events come from any thread, one at a time. */
public sealed interface FarmEvent {
    /**
     * The progress of a phase. The unit is seconds of the title; for {@link Phase#PROBE} the share of the input's bytes
     * that were read; in training, encodings.
     *
     * @param phase the phase
     * @param done work done, out of {@code total}
     * @param reused the part of {@code done} that was already in the store; it does not count towards the speed
     * @param total all the work; empty if the input does not state its duration
     * @param finished whether the phase is over
     */
    record Progress(Phase phase, double done, double reused, OptionalDouble total, boolean finished)
            implements FarmEvent {
        /** A phase that is not over. */
        public static Progress running(Phase phase, double done, double reused, OptionalDouble total) {
            return new Progress(phase, done, reused, total, false);
        }

        /** The end of a phase: all its work is done. */
        public static Progress finished(Phase phase, double done, double reused) {
            return new Progress(phase, done, reused, OptionalDouble.of(done), true);
        }
    }

    /**
     * A task failed and will be tried again.
     *
     * @param reason one line
     */
    record Retry(String reason) implements FarmEvent {}

    /**
     * A task failed for good; the other tasks continue.
     *
     * @param reason one line, with all parameters and the encoder's last message
     */
    record Failure(String reason) implements FarmEvent {}

    /**
     * A result in the store was damaged and will be made again.
     *
     * @param place the store and the result's key
     */
    record Damaged(String place) implements FarmEvent {}

    /**
     * One step of the search for a quality target: the value measured at a rate factor.
     *
     * @param crf the rate factor
     * @param measure the name of the value, with its unit
     * @param value the mean over the clips
     * @param clips the number of clips
     */
    record Tried(double crf, String measure, double value, int clips) implements FarmEvent {}
}
