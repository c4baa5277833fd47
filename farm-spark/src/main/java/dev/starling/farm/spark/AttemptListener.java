package dev.starling.farm.spark;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Hears from Spark of attempts that failed and are followed by another, and of new workers. */
final class AttemptListener extends SparkListener {
    private static final String DESCRIPTION = "spark.job.description";

    private final int mostAttempts;
    private final Consumer<String> retries;
    private final Runnable workerCame;
    /** The tasks that run, by stage. */
    private final Map<Integer, String> descriptions = new ConcurrentHashMap<>();

    /** @param mostAttempts after which Spark gives a task up */
    AttemptListener(int mostAttempts, Consumer<String> retries, Runnable workerCame) {
        this.mostAttempts = mostAttempts;
        this.retries = retries;
        this.workerCame = workerCame;
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
        boolean last = event.taskInfo().attemptNumber() + 1 >= mostAttempts;
        if (event.reason() instanceof TaskFailedReason failed && !last) {
            switch (failed) {
                case ExceptionFailure thrown -> retries.accept(oneLine(thrown.description()));
                // A copy that lost against another is no failure; a lost worker is one even where Spark does not count
                // it.
                case org.apache.spark.TaskKilled _ -> {}
                case TaskFailedReason other ->
                    retries.accept(descriptions.getOrDefault(event.stageId(), "a task") + ": "
                            + oneLine(other.toErrorString()));
            }
        }
    }

    @Override
    public void onExecutorAdded(SparkListenerExecutorAdded event) {
        workerCame.run();
    }

    private static String oneLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
