package dev.starling.farm.task;

import dev.starling.farm.store.ContentKey;
import dev.starling.swarm.title.EncodingCost.Work;
import java.io.IOException;
import java.util.Optional;

/** One piece of the farm's work, as a value. With the same inputs every worker makes the same bytes, every time. */
public sealed interface Task
        permits PictureTypesTask,
                MemberTask,
                MeasureTask,
                TailTask,
                MeasureTailTask,
                MeasureRowsTask,
                MeasureRequantisedTask,
                AudioTask,
                AnalyseTask,
                EvaluateTask {
    /** The content address of the result: a hash of everything that decides it. */
    ContentKey key();

    /** Lower runs first. The clip's index, so that clips are finished, and their pictures released, in order. */
    default int precedence() {
        return pictures().map(ClipFacts::index).orElse(0);
    }

    /** The clip whose pictures the task needs; empty if it needs none. */
    Optional<ClipFacts> pictures();

    /** A short description of the result, for messages. */
    String description();

    /**
     * Runs the task on the calling thread.
     *
     * @return the result
     * @throws IOException if storage cannot be read
     */
    byte[] run(Workplace workplace) throws IOException;

    /**
     * Runs the task on the calling thread and stores its result.
     *
     * @throws TaskException if the task failed, whatever the reason
     * @throws IOException if storage cannot be read or written
     */
    default void perform(Workplace workplace) throws TaskException, IOException {
        try (var _ = workplace.cpu().enter(work())) {
            byte[] result;
            try {
                result = run(workplace);
            } catch (RuntimeException e) {
                throw new TaskException(description() + ": " + e.getMessage(), e);
            }
            workplace.store().put(key(), result);
        }
    }

    /** The kind of work that most of the task is. */
    private Work work() {
        return switch (this) {
            case AnalyseTask _ -> Work.ANALYSE;
            case PictureTypesTask _ -> Work.PICTURE_TYPES;
            case MemberTask _, EvaluateTask _ -> Work.ENCODE;
            case MeasureTask _ -> Work.MEASURE_DECODE;
            case TailTask _, MeasureTailTask _ -> Work.TAILS;
            case MeasureRowsTask _, MeasureRequantisedTask _ -> Work.ATLAS;
            case AudioTask _ -> Work.AUDIO;
        };
    }
}
