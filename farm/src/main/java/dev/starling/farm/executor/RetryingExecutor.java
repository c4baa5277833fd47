package dev.starling.farm.executor;

import dev.starling.farm.CpuMeter;
import dev.starling.farm.FarmEvent;
import dev.starling.farm.task.Task;
import dev.starling.farm.task.TaskException;
import dev.starling.swarm.title.EncodingCost.Work;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;

/** Runs a failed task a second time, and reports it; for executors without retries of their own. */
public final class RetryingExecutor implements TaskExecutor {
    private final TaskExecutor executor;
    private final Consumer<FarmEvent> events;

    /** Takes {@code executor} over. */
    public RetryingExecutor(TaskExecutor executor, Consumer<FarmEvent> events) {
        this.executor = executor;
        this.events = events;
    }

    @Override
    public int parallelism() {
        return executor.parallelism();
    }

    @Override
    public void run(Task task) throws TaskException, IOException, InterruptedException {
        try {
            executor.run(task);
        } catch (TaskException first) {
            events.accept(new FarmEvent.Retry(first.reason()));
            executor.run(task);
        }
    }

    @Override
    public Map<CpuMeter.Place, Map<Work, Long>> nanosOfWorkers() {
        return executor.nanosOfWorkers();
    }

    @Override
    public void close() {
        executor.close();
    }
}
