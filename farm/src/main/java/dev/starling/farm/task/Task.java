package dev.starling.farm.task;

import dev.starling.farm.store.ContentKey;
import java.io.IOException;

/**
 * One piece of the farm's work, as a value: with the same inputs, any worker makes the same bytes, any number of times.
 */
public sealed interface Task permits StructureTask, MemberTask, MeasureTask, SpliceTask, AudioTask {
    /** Where the result goes. It names everything that decides the result. */
    ContentKey key();

    /** Smaller goes first: a clip's index, so that clips are finished, and their pictures let go, in order. */
    int precedence();

    /** What is made, in a few words for people. */
    String description();

    /**
     * Does the work on the calling thread.
     *
     * @return the result
     * @throws IOException if storage cannot be read
     */
    byte[] run(Workplace workplace) throws IOException;
}
