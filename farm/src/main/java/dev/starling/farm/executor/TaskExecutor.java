package dev.starling.farm.executor;

import dev.starling.farm.CpuMeter;
import dev.starling.farm.task.Task;
import dev.starling.farm.task.TaskException;
import dev.starling.swarm.title.EncodingCost.Work;
import java.io.IOException;
import java.util.Map;

/**
 * Runs tasks, in this process ({@link EmbeddedExecutor}) or on other machines. It may run a task more than once, even
 * on several workers at the same time: tasks are idempotent, and their results go to the store under content addresses.
 * Any number of threads may call and wait; the executor decides how many tasks run, and prefers earlier clips.
 */
public interface TaskExecutor extends AutoCloseable {
    /** How many tasks run at the same time, at least 1. */
    int parallelism();

    /**
     * Runs a task and waits until its result is in the store.
     *
     * @throws TaskException if the task failed in every attempt of this executor
     * @throws IOException if storage cannot be read or written; another attempt would not help
     * @throws InterruptedException if the calling thread was interrupted
     */
    void run(Task task) throws TaskException, IOException, InterruptedException;

    /**
     * The processor time of the tasks so far, in nanoseconds, by where they ran; empty if their workplaces count it in
     * the meter of the title.
     */
    default Map<CpuMeter.Place, Map<Work, Long>> nanosOfWorkers() {
        return Map.of();
    }

    /** Refuses new tasks, drops those that wait, and returns when none runs. */
    @Override
    void close();
}
