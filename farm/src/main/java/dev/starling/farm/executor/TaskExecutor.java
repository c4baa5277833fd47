package dev.starling.farm.executor;

import dev.starling.farm.task.Task;
import dev.starling.farm.task.TaskException;
import java.io.IOException;

/**
 * Has tasks done: in this process ({@link EmbeddedExecutor}) or on other machines. It may do a task more than once, or
 * on several workers at the same time: a task is idempotent, and its result goes to the store under its content
 * address. Callers are many threads that wait; the executor decides how many tasks run, and prefers those of earlier
 * clips.
 */
public interface TaskExecutor extends AutoCloseable {
    /** How many tasks run at the same time, at least 1. */
    int parallelism();

    /**
     * Does a task and waits until its result is in the store.
     *
     * @throws TaskException if the task failed, as often as this executor tries it
     * @throws IOException if storage cannot be read or written, which no other attempt will change
     * @throws InterruptedException if the caller was interrupted while it waited
     */
    void run(Task task) throws TaskException, IOException, InterruptedException;

    /** Takes no more tasks, drops those that wait, and returns when none runs any more. */
    @Override
    void close();
}
