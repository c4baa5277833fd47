package dev.starling.farm.task;

import dev.starling.farm.store.ContentKey;
import java.io.IOException;
import java.util.Optional;

/**
 * One piece of the farm's work, as a value: with the same inputs, any worker makes the same bytes, any number of times.
 */
public sealed interface Task
        permits PictureTypesTask, MemberTask, MeasureTask, SpliceTask, AudioTask, AnalyseTask, EvaluateTask {
    /** Where the result goes. It names everything that decides the result. */
    ContentKey key();

    /** Smaller goes first: a clip's index, so that clips are finished, and their pictures let go, in order. */
    default int precedence() {
        return pictures().map(ClipFacts::index).orElse(0);
    }

    /** The clip whose pictures it needs; empty if it needs none. */
    Optional<ClipFacts> pictures();

    /** What is made, in a few words for people. */
    String description();

    /**
     * Does the work on the calling thread.
     *
     * @return the result
     * @throws IOException if storage cannot be read
     */
    byte[] run(Workplace workplace) throws IOException;

    /**
     * Does the work on the calling thread and puts the result where it goes.
     *
     * @throws TaskException if it failed, whatever the reason
     * @throws IOException if storage cannot be read or written
     */
    default void perform(Workplace workplace) throws TaskException, IOException {
        byte[] result;
        try {
            result = run(workplace);
        } catch (RuntimeException e) {
            throw new TaskException(description() + ": " + e.getMessage(), e);
        }
        workplace.store().put(key(), result);
    }
}
