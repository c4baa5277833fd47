package dev.starling.farm.spark;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.TaskKilled;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Reports failed attempts that Spark repeats, and new workers. */
final class AttemptListener extends SparkListener {
    private static final String DESCRIPTION = "spark.job.description";

    private final int maxAttempts;
    private final Consumer<String> retries;
    private final Runnable workerAdded;
    /** Descriptions of the running tasks, by stage. */
    private final Map<Integer, String> descriptions = new ConcurrentHashMap<>();

    /** @param maxAttempts attempts after which Spark gives up a task */
    AttemptListener(int maxAttempts, Consumer<String> retries, Runnable workerAdded) {
        this.maxAttempts = maxAttempts;
        this.retries = retries;
        this.workerAdded = workerAdded;
    }

    @Override
    public void onStageSubmitted(SparkListenerStageSubmitted event) {
        String description = event.properties().getProperty(DESCRIPTION);
        if (description != null) {
            descriptions.put(event.stageInfo().stageId(), description);
        }
    }

    @Override
    public void onStageCompleted(SparkListenerStageCompleted event) {
        descriptions.remove(event.stageInfo().stageId());
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd event) {
        boolean last = event.taskInfo().attemptNumber() + 1 >= maxAttempts;
        if (event.reason() instanceof TaskFailedReason failed && !last) {
            switch (failed) {
                case ExceptionFailure thrown -> retries.accept(oneLine(thrown.description()));
                // A speculative copy that finishes second is no failure; a lost worker is one, even if Spark does not
                // count it.
                case TaskKilled _ -> {}
                case TaskFailedReason other ->
                    retries.accept(descriptions.getOrDefault(event.stageId(), "a task") + ": "
                            + oneLine(other.toErrorString()));
            }
        }
    }

    @Override
    public void onExecutorAdded(SparkListenerExecutorAdded event) {
        workerAdded.run();
    }

    private static String oneLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
