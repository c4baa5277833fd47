package dev.starling.farm.executor;

import dev.starling.farm.FarmEvent;
import dev.starling.farm.store.ResultStore;
import dev.starling.farm.task.Task;
import dev.starling.farm.task.TaskException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** The results of tasks: from the store, or made by an executor where they are missing. */
public interface Results {
    /** Where a result comes from. */
    enum Origin {
        /** This run made it. */
        MADE,
        /** It was in the store. */
        REUSED
    }

    /**
     * A result.
     *
     * @param content the bytes that the task made
     * @param origin where it comes from
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on at once, never compared
    record Result(byte[] content, Origin origin) {}

    /**
     * The result of a task.
     *
     * @return empty if there is none, because the task failed for good or must not run
     * @throws IOException if the store cannot be read or written
     */
    Optional<Result> of(Task task) throws IOException, InterruptedException;

    /** Results that are in the store; nothing is made. */
    static Results recalled(ResultStore store) {
        return task -> store.find(task.key()).map(content -> new Result(content, Origin.REUSED));
    }

    /** Results from the store or, where they are missing, from an executor. A task that fails for good is reported. */
    static Made made(ResultStore store, TaskExecutor executor, Consumer<FarmEvent> events) {
        return new Made(store, executor, events);
    }

    /** Makes the results that are not in the store. */
    record Made(ResultStore store, TaskExecutor executor, Consumer<FarmEvent> events) implements Results {
        @Override
        public Optional<Result> of(Task task) throws IOException, InterruptedException {
            Optional<byte[]> known = store.find(task.key());
            return known.isPresent() ? known.map(content -> new Result(content, Origin.REUSED)) : again(task);
        }

        /** Makes a result even if it is in the store. */
        public Optional<Result> again(Task task) throws IOException, InterruptedException {
            try {
                executor.run(task);
            } catch (TaskException failed) {
                events.accept(new FarmEvent.Failure(failed.reason()));
                return Optional.empty();
            }
            byte[] content = store.find(task.key())
                    .orElseThrow(() ->
                            new IOException(store + ": " + task.description() + " was stored, but cannot be found"));
            return Optional.of(new Result(content, Origin.MADE));
        }
    }
}
