package dev.starling.farm.executor;

import dev.starling.farm.FarmEvent;
import dev.starling.farm.store.ResultStore;
import dev.starling.farm.task.Task;
import dev.starling.farm.task.TaskException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** Where the results of tasks come from: from the store, and what is not there yet is made, or not. */
public interface Results {
    /**
     * A result.
     *
     * @param content as the task made it
     * @param reused whether it was in the store already
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on at once, never compared
    record Result(byte[] content, boolean reused) {}

    /**
     * The result of a task.
     *
     * @return empty if there is none, and nobody can do anything about it
     * @throws IOException if storage cannot be read or written
     */
    Optional<Result> of(Task task) throws IOException, InterruptedException;

    /** Only what is in the store. */
    static Results recalled(ResultStore store) {
        return task -> store.find(task.key()).map(content -> new Result(content, true));
    }

    /** From the store, or made by an executor; what failed for good is told of and empty. */
    static Made made(ResultStore store, TaskExecutor executor, Consumer<FarmEvent> events) {
        return new Made(store, executor, events);
    }

    /** Makes what is not in the store. */
    record Made(ResultStore store, TaskExecutor executor, Consumer<FarmEvent> events) implements Results {
        @Override
        public Optional<Result> of(Task task) throws IOException, InterruptedException {
            Optional<byte[]> known = store.find(task.key());
            return known.isPresent() ? known.map(content -> new Result(content, true)) : again(task);
        }

        /** Makes a result, whether or not it is in the store. */
        public Optional<Result> again(Task task) throws IOException, InterruptedException {
            try {
                executor.run(task);
            } catch (TaskException failed) {
                events.accept(new FarmEvent.Failure(failed.reason()));
                return Optional.empty();
            }
            byte[] content = store.find(task.key())
                    .orElseThrow(
                            () -> new IOException(store + ": lost " + task.description() + " as soon as it was put"));
            return Optional.of(new Result(content, false));
        }
    }
}
